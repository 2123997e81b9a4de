import { Temporal } from "temporal-polyfill";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import type { FigureTable } from "../../ui/write-csv.ts";
import type { LiveCard } from "./use-today.ts";

/** A quarter of an hour of the local day. */
export interface DaySlot {
  readonly slot: number;
  /** Seats whose student was first seen within it. */
  readonly arrived: number;
  /** Seats of sessions that start within it. */
  readonly expected: number;
}

/** The quarter hours of the day in which a seat was expected or taken, by the clocks of the institution. */
export function arrivalsOfDay(
  cards: readonly Pick<LiveCard, "start" | "state" | "stand">[],
  arrivals: TodayView["arrivals"],
  timeZone: string,
): DaySlot[] {
  const localTime = createLocalTime(timeZone);
  const slots = new Map<number, { arrived: number; expected: number }>();
  const at = (slot: number) => {
    const known = slots.get(slot) ?? { arrived: 0, expected: 0 };
    slots.set(slot, known);
    return known;
  };
  for (const { slot, seats } of arrivals) at(slot).arrived += seats;
  for (const { start, state, stand } of cards) {
    if (state !== "cancelled") at(localTime(Temporal.Instant.from(start)).slot).expected += stand.expected;
  }
  return Array.from(slots, ([slot, counts]) => ({ slot, ...counts })).sort((a, b) => a.slot - b.slot);
}

/** The quarter hour of the local day that an instant is in. */
export const slotOf = (at: number, timeZone: string): number =>
  createLocalTime(timeZone)(Temporal.Instant.fromEpochMilliseconds(Math.floor(at))).slot;

/** 9:15 is slot 37. */
export const writeSlot = (slot: number): string =>
  `${String(Math.floor(slot / 4)).padStart(2, "0")}:${String((slot % 4) * 15).padStart(2, "0")}`;

export function arrivalsTable(slots: readonly DaySlot[]): FigureTable {
  return {
    columns: ["From", "Seats expected", "Seats taken"],
    rows: slots.map(({ slot, expected, arrived }) => [writeSlot(slot), expected, arrived]),
  };
}
