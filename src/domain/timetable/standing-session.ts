import type { Temporal } from "temporal-polyfill";

/** The half-open span [start, end) of instants. */
export interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** The span of a local day: 23, 24 or 25 hours, as the zone's clocks have it. */
export function spanOfDay(day: Temporal.PlainDate, timeZone: string): Span {
  return {
    start: day.toZonedDateTime(timeZone).toInstant(),
    end: day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant(),
  };
}

/** The local day on which an instant falls: the day of the standing session that a scan belongs to. */
export function dayOf(instant: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate();
}
