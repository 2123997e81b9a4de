import { Temporal } from "temporal-polyfill";
import { dayOf } from "../../domain/timetable/standing-session.ts";

/** A daily digest: the local day that it is of, and the moment up to which it tells. */
export interface Digest {
  /** ISO local day. */
  readonly day: string;
  readonly at: Temporal.Instant;
}

/**
 * The digest that was due last. Where a clock change skips the time of day, it is due as much later; where it repeats,
 * the first time.
 *
 * @param time local, `07:00`
 */
export function lastDigest(now: Temporal.Instant, time: string, timeZone: string): Digest {
  const at = Temporal.PlainTime.from(time);
  const digestOf = (day: Temporal.PlainDate): Digest => ({
    day: day.toString(),
    at: day.toZonedDateTime({ timeZone, plainTime: at }).toInstant(),
  });
  const today = dayOf(now, timeZone);
  const due = digestOf(today);
  return Temporal.Instant.compare(due.at, now) <= 0 ? due : digestOf(today.subtract({ days: 1 }));
}
