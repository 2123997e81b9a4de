import { writeShortDay } from "../../src/domain/kernel/write-short-day.ts";
import { clockfaceOf } from "./clockface-of.ts";
import { localDay } from "./local-day.ts";

/**
 * An instant with its date, as the institution's clocks show it: `Sun 22 Nov 2026, 09:41`.
 *
 * @param instant RFC 3339
 * @param timeZone IANA name
 */
export const writeMoment = (instant: string, timeZone: string): string =>
  `${writeShortDay(localDay(instant, timeZone))}, ${clockfaceOf(timeZone).minute(instant)}`;
