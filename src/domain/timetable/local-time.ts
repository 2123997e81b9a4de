import { Temporal } from "temporal-polyfill";

/** The local day of an instant, and where in that day it lies. */
export interface LocalHour {
  /** ISO date. */
  readonly day: string;
  readonly hour: number;
  /** Quarter hours of the clock since midnight, 0 to 95. */
  readonly slot: number;
}

/**
 * Offsets from UTC change on quarter hours only, so all instants of one share a local day and hour. That holds from 2012
 * on, long before any scan: until then Newfoundland changed its clocks a minute past midnight.
 */
const quarterHourMs = 15 * 60 * 1000;
const remembered = 1024;

/**
 * A reader of local days and hours in one zone. Asking the zone's rules costs far more than everything else
 * done to a scan, so the answers for recent quarter hours are remembered.
 */
export function createLocalTime(timeZone: string): (instant: Temporal.Instant) => LocalHour {
  const answers = new Map<number, LocalHour>();
  return (instant) => {
    const quarter = Math.floor(instant.epochMilliseconds / quarterHourMs);
    const known = answers.get(quarter);
    if (known) return known;
    const local = Temporal.Instant.fromEpochMilliseconds(quarter * quarterHourMs).toZonedDateTimeISO(
      timeZone,
    );
    const answer = {
      day: local.toPlainDate().toString(),
      hour: local.hour,
      slot: local.hour * 4 + Math.floor(local.minute / 15),
    };
    if (answers.size >= remembered) answers.clear();
    answers.set(quarter, answer);
    return answer;
  };
}
