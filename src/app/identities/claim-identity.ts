import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { normalCode } from "../../domain/kernel/code-key.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import type { IdentifierScheme } from "../imports/import-content.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "../rosters/join-scans.ts";
import { refusedCode } from "../rosters/refused-new-id.ts";
import { nameHolder } from "../rosters/reissue-identifier.ts";
import { done, type RosterOutcome, refuseRoster } from "../rosters/roster-outcome.ts";
import type { IdentityClaim, IdentityTransaction } from "./identity-store.ts";

/** That an identity is a student's. */
export interface StatedClaim {
  readonly scheme: IdentifierScheme;
  readonly value: string;
  /** The student's own id. */
  readonly student: string;
}

type Said = ChangeContext & { readonly reason: string };

const longAgo = Temporal.Instant.from("1970-01-01T00:00:00Z");

/** Nobody has two of these at once, so what was written wrongly is theirs for what is past alone. */
const oneOnly: ReadonlySet<IdentifierScheme> = new Set(["student_id", "username"]);

/** Whether scans that are still to come count for the student as well. */
export const lasts = (scheme: IdentifierScheme): boolean => !oneOnly.has(scheme);

/**
 * Says whose an identity is that nobody has: from then on when somebody had it last, or since ever. Its stored scans become
 * the student's, each by a fact, and marks follow.
 */
export async function claimIdentity(
  transaction: IdentityTransaction,
  { scheme, value, student }: StatedClaim,
  context: Said,
): Promise<RosterOutcome<IdentityClaim>> {
  const { roster, timetable } = transaction;
  const { now, actor, reason } = context;
  const holder = await roster.holderOf("student_id", normalCode(student), now);
  const known = holder === null ? null : await roster.person(holder.person);
  if (known === null || known.person.kind !== "student") {
    return refuseRoster("unknown", "student", student, "no student has this id: choose one of the roster");
  }
  const before = await roster.holderOf(scheme, value, null);
  if (before !== null && before.to === null) {
    return refuseRoster(
      "taken",
      "value",
      value,
      `${await nameHolder(roster, before)} has it already: end it there first, if it is wrong`,
    );
  }
  const none = refusedCode(value);
  if (none !== null) return refuseRoster("invalid", "value", value, none);
  const from = before?.to ?? null;
  const scans = (await roster.scansOfIdentifiers(scheme, [value], from ?? longAgo)).filter(
    (scan) => scan.student === null,
  );
  if (scans.length === 0) {
    return refuseRoster(
      "unknown",
      "value",
      value,
      "no scan of nobody names it: give it to the student in the roster",
    );
  }
  const { id: person } = known.person;
  await roster.addIdentifiers([{ scheme, value, person, from, to: lasts(scheme) ? null : now }]);
  const touched = await joinScans(
    timetable,
    scans.map((scan) => ({ ...scan, person })),
    context,
  );
  const claim = { id: uuidv7(), scheme, value, person, from, scans: scans.length };
  await transaction.addClaim(claim, { at: now, by: actor, reason });
  await judgeMarks(timetable, touched, context);
  return done(claim);
}

/**
 * Takes back that an identity is a student's: all scans that became theirs by it are nobody's, those that came since as
 * well, and marks follow.
 *
 * @returns how many scans were given back
 */
export async function unclaimIdentity(
  transaction: IdentityTransaction,
  id: string,
  context: Said,
): Promise<RosterOutcome<{ readonly scans: number }>> {
  const { roster, timetable } = transaction;
  const { now, actor, reason } = context;
  const claim = await transaction.findClaim(id);
  if (claim === null) return refuseRoster("unknown", "id", id, "nothing of this id was said");
  if (claim.undone) return refuseRoster("taken", "id", id, "was taken back before");
  const { scheme, value, from } = claim;
  const named = await roster.scansOfIdentifiers(scheme, [value], from ?? longAgo);
  const held = await roster.takeIdentifier({ scheme, value, from });
  if (held === null) {
    return refuseRoster("taken", "id", id, `${value} was changed in the roster since: correct it there`);
  }
  // Whoever it was told with since has it now.
  const scans = named.filter(
    ({ student, at }) =>
      student === held.person && (held.to === null || Temporal.Instant.compare(at, held.to) < 0),
  );
  const touched = await joinScans(
    timetable,
    scans.map((scan) => ({ ...scan, person: null })),
    context,
  );
  await transaction.undoClaim(id, { at: now, by: actor, reason });
  await judgeMarks(timetable, touched, context);
  return done({ scans: scans.length });
}
