import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";

/**
 * When somebody was last seen: a time for today, else the day.
 *
 * @param day today, YYYY-MM-DD
 */
export function writeLastSeen(at: string | null, day: string, timeZone: string): string {
  if (at === null) return "Not yet";
  const seen = localDay(at, timeZone);
  if (seen === day) return clockfaceOf(timeZone).minute(at);
  return writeShortDay(seen);
}
