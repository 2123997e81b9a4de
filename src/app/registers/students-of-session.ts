import type { StoredSession } from "../facts/fact-transaction.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/**
 * The store's ids of students whom somebody names in a session's register. A register names everybody by the id that is
 * theirs today, so that one counts for whoever has a mark there; any other is asked for as of the session.
 */
export async function studentsOfSession(
  transaction: SessionsTransaction,
  { plan, opensAt, closesAt }: StoredSession,
  studentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const then = await transaction.findStudents(studentIds, { start: opensAt, end: closesAt });
  const today = await transaction.findStudentsToday(studentIds);
  const others = [...today].filter(([id, person]) => then.get(id) !== person);
  if (others.length === 0) return then;
  const marks = await transaction.marksOf(
    [plan.id],
    others.map(([, person]) => person),
  );
  const marked = new Set(marks.map(({ student }) => student));
  return new Map([...then, ...others.filter(([, person]) => marked.has(person))]);
}
