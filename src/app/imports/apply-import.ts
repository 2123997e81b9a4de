import {
  type ChangeContext,
  cancelSessions,
  enrolStudents,
  planSessions,
  touchedTogether,
} from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "../rosters/join-scans.ts";
import type { RosterTransaction } from "../rosters/roster-transaction.ts";
import type { ImportPlan } from "./import-plan.ts";

/**
 * Writes what a plan says, in the transaction it is given, and judges the marks that it touches once, at the end.
 *
 * @returns how many marks changed
 */
export async function applyImport(
  { roster, timetable }: { readonly roster: RosterTransaction; readonly timetable: FactTransaction },
  plan: ImportPlan,
  { actor, ...given }: ChangeContext,
): Promise<number> {
  // Whoever confirmed it: what it says is the word of an import, and a person's own word is told from it.
  const context: ChangeContext = { ...given, actor: { ...actor, role: "import" } };
  const { roster: rows } = plan;
  await roster.putTerms(rows.terms);
  await roster.putNonTeachingDays(rows.nonTeachingDays);
  await roster.putRooms(rows.rooms);
  await roster.putCourses(rows.courses);
  await roster.putPeople(rows.people);
  await roster.endIdentifiers(rows.endedIdentifiers, context.now);
  await roster.addIdentifiers(rows.identifiers);
  const joined = await joinScans(timetable, await roster.scansOfNobody(rows.identifiers), context);
  await roster.putClasses(rows.classes);
  await roster.putSourceKeys(rows.keys);
  const touched = touchedTogether([
    joined,
    await enrolStudents(timetable, plan.enrolments, context),
    await cancelSessions(timetable, plan.restored, "restored", context),
    await planSessions(timetable, plan.sessions, context),
    await cancelSessions(timetable, plan.cancelled, "cancelled", context),
  ]);
  return judgeMarks(timetable, touched, context);
}
