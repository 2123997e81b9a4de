import { Temporal } from "temporal-polyfill";
import { createNearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import { type LoginHolder, loginHolderAt } from "../../domain/timetable/login-holder.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { SessionRefusal } from "./session-refusal.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

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

/** Whom logins mean in a session that begins at an instant: as in files, whoever had them then. */
export function staffAt(
  holders: ReadonlyMap<string, readonly LoginHolder[]>,
  at: Temporal.Instant,
): ReadonlyMap<string, string> {
  return new Map(
    [...holders].flatMap(([login, all]) => {
      const person = loginHolderAt(all, at);
      return person === null ? [] : [[login, person] as const];
    }),
  );
}

/** The refusals of names that were not found, each with the one that may have been meant. */
export async function unknownNames(
  transaction: Pick<SessionsTransaction, "namesOf">,
  thing: "room" | "class" | "staff",
  field: string,
  asked: readonly string[],
  found: ReadonlyMap<string, unknown>,
): Promise<readonly SessionRefusal[]> {
  const unknown = asked.filter((value) => !found.has(value));
  if (unknown.length === 0) return [];
  const names = await transaction.namesOf(thing);
  const nearby = createNearCodes(
    names.map((name) => [name, name] as const),
    thing === "room" ? "slips" : "looks",
  );
  return unknown.map((value) => {
    const near = tellNear(nearby.all(value));
    return { code: "unknown", thing, field, value, ...(near === null ? {} : { near }) };
  });
}
