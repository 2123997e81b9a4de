import { clockfaceOf } from "./clockface-of.ts";

const dates = new Map<string, Intl.DateTimeFormat>();

/**
 * An instant with its date, as the institution's clocks show it: `22 Nov 2026, 09:41`.
 *
 * @param instant RFC 3339
 * @param timeZone IANA name
 */
export function writeMoment(instant: string, timeZone: string): string {
  let format = dates.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", year: "numeric" });
    dates.set(timeZone, format);
  }
  return `${format.format(new Date(instant))}, ${clockfaceOf(timeZone).minute(instant)}`;
}
