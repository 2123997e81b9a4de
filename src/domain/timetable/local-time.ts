import { Temporal } from "temporal-polyfill";

/** The local day and hour of an instant. */
export interface LocalHour {
  /** ISO date. */
  readonly day: string;
  readonly hour: number;
}

/** Offsets from UTC change on quarter hours only, so all instants of one share a local day and hour. */
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
    const answer = { day: local.toPlainDate().toString(), hour: local.hour };
    if (answers.size >= remembered) answers.clear();
    answers.set(quarter, answer);
    return answer;
  };
}
