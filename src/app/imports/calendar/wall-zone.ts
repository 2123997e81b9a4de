import { Temporal } from "temporal-polyfill";
import { planSpan } from "../../../domain/timetable/plan.ts";
import type { Span } from "../../../domain/timetable/standing-session.ts";

/** A zone as a calendar means it: how its wall times and instants belong together. */
export interface WallZone {
  /** The IANA name of the zone in which sessions are told: its own, or the institution's where it has none. */
  readonly timeZone: string;
  instantOf(wall: Temporal.PlainDateTime): Temporal.Instant;
  wallOf(instant: Temporal.Instant): Temporal.PlainDateTime;
  /** As `planSpan` has it; `to` lies after `from`, by less than 24 hours. */
  spanOf(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime): Span;
}

/**
 * A zone of the IANA's, null for a name that is none.
 *
 * @param toldIn the zone in which sessions are told where it is not this one
 */
export function ianaZone(name: string, toldIn?: string): WallZone | null {
  // A bare offset is a zone to Temporal, and no IANA name.
  if (/^[+-]/.test(name)) return null;
  let timeZone: string;
  try {
    timeZone = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return {
    timeZone: toldIn ?? timeZone,
    instantOf: (wall) => wall.toZonedDateTime(timeZone).toInstant(),
    wallOf: (instant) => instant.toZonedDateTimeISO(timeZone).toPlainDateTime(),
    spanOf(from, to) {
      const span = planSpan({
        date: from.toPlainDate(),
        from: from.toPlainTime(),
        to: to.toPlainTime(),
        timeZone,
      });
      if (span === null) throw new RangeError(`${from} to ${to} is no span of less than a day`);
      return span;
    },
  };
}
