import type { ArrivalSlot } from "../../../src/contract/http/dashboard.ts";
import type { Bar } from "../../ui/stacked-bars.tsx";
import type { FigureTable } from "../../ui/write-csv.ts";

const perHour = 4;
/** Shown even when nothing happened: 08:00 to 18:00. Scans before or after widen it. */
const dayBegins = 8 * perHour;
const dayEnds = 18 * perHour;

/** What a slot counts, in the order of the picture from the ground up. */
export const slotParts = ["granted", "late", "denied", "unknown"] as const;

/** The quarter hours of a school day as bars, empty ones included. */
export function arrivalBars(arrivals: readonly ArrivalSlot[]): Bar[] {
  const slots = arrivals.map(({ slot }) => slot);
  const first = Math.min(dayBegins, ...slots.map((slot) => slot - (slot % perHour)));
  const end = Math.max(dayEnds, ...slots.map((slot) => slot - (slot % perHour) + perHour));
  const bySlot = new Map(arrivals.map((arrival) => [arrival.slot, arrival]));
  return Array.from({ length: end - first }, (_, index) => {
    const slot = first + index;
    const counts = bySlot.get(slot);
    return {
      key: String(slot),
      label: `${writeSlot(slot)} to ${writeSlot(slot + 1)}`,
      tick: slot % (2 * perHour) === 0 ? writeSlot(slot) : undefined,
      values: slotParts.map((part) => counts?.[part] ?? 0),
    };
  });
}

/** The quarter hours that had scans. */
export function arrivalTable(arrivals: readonly ArrivalSlot[]): FigureTable {
  return {
    columns: ["From", "Granted", "Late", "Denied", "Unidentified"],
    rows: arrivals
      .toSorted((a, b) => a.slot - b.slot)
      .map((arrival) => [writeSlot(arrival.slot), ...slotParts.map((part) => arrival[part])]),
  };
}

/** @param slot quarter hours since local midnight */
function writeSlot(slot: number): string {
  const hour = Math.floor(slot / perHour) % 24;
  return `${String(hour).padStart(2, "0")}:${String((slot % perHour) * 15).padStart(2, "0")}`;
}
