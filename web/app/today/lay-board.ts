import { Temporal } from "temporal-polyfill";
import type { LiveCard } from "./use-today.ts";

export interface BoardBar {
  readonly card: LiveCard;
  /** Which of the room's lines it is on: sessions that overlap are on lines of their own. */
  readonly line: number;
}

export interface BoardRoom {
  /** Code; null for sessions without a room. */
  readonly room: string | null;
  readonly lines: number;
  readonly bars: readonly BoardBar[];
}

export interface Board {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Full hours to write above, epoch milliseconds. */
  readonly hours: readonly number[];
  readonly rooms: readonly BoardRoom[];
}

const hourMs = 3_600_000;
/** As many spaces are between those written above the board; with more they would run into one another. */
const mostHours = 8;
/** Hours from one that is written to the next. */
const steps = [1, 2, 3, 4, 6, 12];

/**
 * Rooms by hours. The hours are those of the timetable and of now; a standing session is as long as the board. A day of
 * standing sessions alone is shown whole.
 *
 * @param now epoch milliseconds
 * @param timeZone whose full hours are written: in some they are not those of UTC
 */
export function layBoard(cards: readonly LiveCard[], now: number, timeZone: string): Board {
  const timed = cards.filter(({ kind }) => kind === "timetabled");
  const reach = timed.length > 0 ? timed : cards;
  const clock = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
  const fullHour = (at: number, roundingMode: "floor" | "ceil"): number =>
    clock(at).round({ smallestUnit: "hour", roundingMode }).epochMilliseconds;
  const from = fullHour(Math.min(now, ...reach.map(({ start }) => Date.parse(start))), "floor");
  const last = fullHour(Math.max(now, ...reach.map(({ end }) => Date.parse(end))), "ceil");
  const to = Math.max(last, fullHour(from + 1, "ceil"));
  const step = steps.find((hours) => (to - from) / hourMs / hours <= mostHours) ?? 24;
  const hours: number[] = [];
  for (let hour = from; hour <= to; hour = fullHour(hour + 1, "ceil"))
    if (clock(hour).hour % step === 0) hours.push(hour);
  const byRoom = new Map<string | null, LiveCard[]>();
  for (const card of cards) {
    for (const room of card.rooms.length === 0 ? [null] : card.rooms) {
      const others = byRoom.get(room);
      if (others) others.push(card);
      else byRoom.set(room, [card]);
    }
  }
  const rooms = Array.from(byRoom, ([room, those]) => ({ room, ...layLines(those) }));
  rooms.sort((a, b) => (a.room === null ? 1 : b.room === null ? -1 : a.room < b.room ? -1 : 1));
  return { from, to, hours, rooms };
}

function layLines(cards: readonly LiveCard[]): Pick<BoardRoom, "lines" | "bars"> {
  const ends: number[] = [];
  const bars = cards
    .toSorted((a, b) => (a.start === b.start ? (a.id < b.id ? -1 : 1) : a.start < b.start ? -1 : 1))
    .map((card) => {
      const free = ends.findIndex((end) => end <= Date.parse(card.start));
      const line = free === -1 ? ends.length : free;
      ends[line] = Date.parse(card.end);
      return { card, line };
    });
  return { lines: Math.max(1, ends.length), bars };
}
