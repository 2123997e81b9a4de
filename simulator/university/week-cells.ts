import { Temporal } from "temporal-polyfill";
import { minuteMs } from "./time.ts";
import type { Span } from "./university.ts";

/**
 * Hours after the beginning of a school day at which its nine cells begin, and the last one ends: six of two hours, and
 * a night of three of four. The anchor lies at the beginning of the third.
 */
const boundaries = [0, 2, 4, 6, 8, 10, 12, 16, 20, 24] as const;
export const cellsPerDay = boundaries.length - 1;
export const cellsPerWeek = 7 * cellsPerDay;
/** The cell in which the anchor lies, of its own day. */
export const anchorCell = 2;

/** Where the cells of weeks lie in time. */
export interface WeekCells {
  /**
   * When a cell begins and ends.
   *
   * @param week 0 is the one that begins with the anchor's day
   * @param cell 0 to `cellsPerWeek` - 1
   */
  spanOf(week: number, cell: number): Span;
}

/**
 * Lays weeks of cells around an instant: a cell begins at the quarter of an hour in which it lies. Wall times rule, so
 * that what is at 09:00 stays at 09:00 when the clocks change; each cell begins when the one before it ends, then too.
 *
 * @param anchor milliseconds since 1970 UTC
 * @param timeZone an IANA name
 */
export function createWeekCells(anchor: number, timeZone: string): WeekCells {
  const local = Temporal.Instant.fromEpochMilliseconds(anchor)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .round({ smallestUnit: "minute", roundingIncrement: 15, roundingMode: "floor" });
  const dayBegins = local.subtract({ hours: boundaries[anchorCell] });
  const boundary = (week: number, cell: number): number => {
    const hours = boundaries[cell % cellsPerDay] ?? 0;
    const days = 7 * week + Math.floor(cell / cellsPerDay);
    return dayBegins.add({ days }).add({ hours }).toZonedDateTime(timeZone).epochMilliseconds;
  };
  return { spanOf: (week, cell) => ({ from: boundary(week, cell), to: boundary(week, cell + 1) }) };
}

/** Whether a cell is one of the night's. */
export function isNight(cell: number): boolean {
  return cell % cellsPerDay >= 6;
}

/** The part of a cell that a shorter meeting takes, or null where the clocks leave too little of it. */
export function partOf(cell: Span, offsetMinutes: number, minutes: number): Span | null {
  const from = cell.from + offsetMinutes * minuteMs;
  const to = Math.min(cell.to, from + minutes * minuteMs);
  return to - from >= 30 * minuteMs ? { from, to } : null;
}
