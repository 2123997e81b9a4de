import { Temporal } from "temporal-polyfill";
import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { SessionRefusal } from "./session-refusal.ts";

/** Longer is a mistake in a date; reading relies on it as well. */
const longest = Temporal.Duration.from({ hours: 24 });

/** Why a session cannot last from one instant to another, or null where it can. */
export function refusedSpan(
  start: Temporal.Instant,
  end: Temporal.Instant,
  timeZone: string,
  now: Temporal.Instant,
): SessionRefusal | null {
  const value = `${start.toString()} to ${end.toString()}`;
  if (Temporal.Instant.compare(start, end) >= 0) return { code: "ends_before_start", field: "end", value };
  if (Temporal.Instant.compare(start.add(longest), end) < 0) return { code: "too_long", field: "end", value };
  const day = dayOf(start, timeZone).toString();
  const year = impossibleYear(day, dayOf(now, timeZone).toString());
  return year === null ? null : { code: "impossible_year", field: "start", value: day, ...year };
}

/** The refusals of names that were not found. */
export function unknownNames(
  thing: Extract<SessionRefusal, { code: "unknown" }>["thing"],
  field: string,
  asked: readonly string[],
  found: ReadonlyMap<string, unknown>,
): readonly SessionRefusal[] {
  return asked
    .filter((value) => !found.has(value))
    .map((value) => ({ code: "unknown", thing, field, value }));
}
