import type { Temporal } from "temporal-polyfill";
import {
  type ChangeContext,
  cancelSessions,
  enrolStudents,
  keepDaysOff,
  planSessions,
  type Touched,
  touchedTogether,
} from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { standClasses } from "../facts/stand-classes.ts";
import { type JudgeContext, judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "../rosters/join-scans.ts";
import type { RosterTransaction, StoredIdentifier } from "../rosters/roster-transaction.ts";
import type { ImportPlan } from "./import-plan.ts";
import type { PlanPart } from "./parts-of-plan.ts";

/**
 * Writes what a plan, or a part of it, says, in the transaction it is given, and judges the marks that it touches once, at the end.
 *
 * @param timeZone the institution's, in whose days classes stand
 * @param onJudging as `JudgeContext` has it
 * @returns how many marks changed
 */
export async function applyImport(
  { roster, timetable }: { readonly roster: RosterTransaction; readonly timetable: FactTransaction },
  plan: PlanPart,
  { actor, ...given }: ChangeContext,
  timeZone: string,
  onJudging: NonNullable<JudgeContext["onJudging"]>,
): Promise<number> {
  // Whoever confirmed it: what it says is the word of an import, and a person's own word is told from it.
  const context: ChangeContext = { ...given, actor: { ...actor, role: "import" } };
  const { roster: rows } = plan;
  await roster.putTerms(rows.terms);
  const days = rows.nonTeachingDays.map(({ day }) => day);
  const known = await timetable.daysOff(days);
  await roster.putNonTeachingDays(rows.nonTeachingDays);
  await roster.removeNonTeachingDays(rows.endedDays);
  await roster.putRooms(rows.rooms);
  await roster.putCourses(rows.courses);
  await roster.putPeople(rows.people);
  await roster.endIdentifiers(rows.endedIdentifiers);
  await roster.addIdentifiers(rows.identifiers);
  const joined = touchedTogether([
    await joinScans(timetable, await roster.scansOfNobody(rows.identifiers), context),
    await joinScans(timetable, await roster.scansPassedOn(passedOn(rows)), context),
  ]);
  await roster.putClasses(rows.classes);
  await roster.putSourceKeys(rows.keys);
  await roster.raiseVersions(plan.versions);
  await roster.putTakenBack(plan.takenBack);
  const enrolled = await enrolStudents(timetable, plan.enrolments, context);
  const stood: Touched[] = [];
  // Once a day on which something begins, in their order, since each says where a class stands from then on.
  for (const { day, changes } of plan.standings)
    stood.push(await standClasses(timetable, changes, day, timeZone, context));
  const touched = touchedTogether([
    joined,
    enrolled,
    ...stood,
    await cancelSessions(timetable, plan.restored, "restored", context),
    await keepDaysOff(
      timetable,
      [
        ...plan.restored,
        ...(await timetable.sessionsOnDays([...days.filter((day) => !known.has(day)), ...rows.endedDays])),
      ],
      context,
    ),
    await planSessions(timetable, plan.sessions, context),
    await cancelSessions(timetable, plan.cancelled, "cancelled", context),
  ]);
  return judgeMarks(timetable, touched, { ...context, onJudging });
}

/** Identifiers that were somebody else's before, each with the instant from which it is this person's. */
function passedOn({
  identifiers,
  endedIdentifiers,
}: ImportPlan["roster"]): readonly (StoredIdentifier & { readonly from: Temporal.Instant })[] {
  const keyOf = ({ scheme, value }: Pick<StoredIdentifier, "scheme" | "value">): string =>
    `${scheme} ${value}`;
  const ended = new Set(endedIdentifiers.map(keyOf));
  return identifiers.flatMap((one) =>
    one.from !== null && ended.has(keyOf(one)) ? [{ ...one, from: one.from }] : [],
  );
}
