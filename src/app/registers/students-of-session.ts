import type { Span } from "../../domain/timetable/standing-session.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";

/** What tells whom a student id in a session means. */
export interface SeatLookup {
  /**
   * The store's ids of students by the ids that were theirs in a span of time, the last holder's where an id changed
   * hands within it. An id given out later is its present holder's, unless it was somebody else's before. Those whom
   * nobody knows are left out.
   */
  findStudents(studentIds: readonly string[], span: Span): Promise<ReadonlyMap<string, string>>;
  /** The store's ids of students by the ids that are theirs today. */
  findStudentsToday(studentIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Of some students, by the store's ids, those who have a seat in a session. */
  seatedAmong(session: string, students: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of some students, those who have no seat in a session of the school because they left with the demonstration. */
  leftWithDemo(session: string, students: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * The store's ids of students whom somebody names in a session: asked by rights as by deeds, so that nobody gets a right
 * by an id that was another's then. A register names everybody by the id that is theirs today, so that one counts for
 * whoever has a seat there; any other is asked for as of the session.
 */
export async function studentsOfSession(
  lookup: SeatLookup,
  session: Pick<StoredSession, "opensAt" | "closesAt"> & { readonly plan: Pick<StoredSession["plan"], "id"> },
  studentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { plan, opensAt, closesAt } = session;
  const then = await lookup.findStudents(studentIds, { start: opensAt, end: closesAt });
  const today = await lookup.findStudentsToday(studentIds);
  const others = [...today].filter(([id, person]) => then.get(id) !== person);
  if (others.length === 0) return then;
  const seated = await lookup.seatedAmong(
    plan.id,
    others.map(([, person]) => person),
  );
  return new Map([...then, ...others.filter(([, person]) => seated.has(person))]);
}
