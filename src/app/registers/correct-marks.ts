import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { type CorrectionRefusal, correctMark } from "../../domain/attendance/correct-mark.ts";
import type { CorrectedMark, RegisterMark } from "../../domain/attendance/register-mark.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import { foldSession } from "../marks/fold-session.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { refuseSession, type SessionOutcome, type SessionRefusal } from "./session-refusal.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";
import { studentsOfSession } from "./students-of-session.ts";

/** Who says what about some marks of one session. */
export interface MarkCorrection {
  readonly session: string;
  /** Students by their own id, each with the revision of the mark that the person saw; 0 for none stored. */
  readonly students: readonly { readonly student: string; readonly revision: number }[];
  readonly to: CorrectedMark | "released";
  readonly reason: string;
}

/**
 * Writes a person's word about marks, or goes back to what the facts conclude by themselves. All or nothing: when one
 * mark has changed since it was seen, or one refusal stands, nothing is written.
 *
 * @returns the students' own ids
 */
export async function correctMarks(
  transaction: SessionsTransaction,
  correction: MarkCorrection,
  context: ChangeContext,
): Promise<SessionOutcome<readonly string[]>> {
  const { session: id, to, reason } = correction;
  const { actor, now } = context;
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });

  const people = await studentsOfSession(
    transaction,
    session,
    correction.students.map(({ student }) => student),
  );
  const marks = await transaction.marksOf([id], [...people.values()]);
  const stored = new Map(marks.map((mark) => [mark.student, mark]));
  const isUnstored = correction.students.some(({ student }) => !stored.has(people.get(student) ?? ""));
  const expected = isUnstored ? await expectedIn(transaction, id, now) : new Map<string, RegisterMark>();
  const state = stateAt(session, now);

  const refused: SessionRefusal[] = [];
  const accepted: string[] = [];
  for (const { student, revision } of correction.students) {
    const person = people.get(student);
    if (person === undefined) {
      refused.push({ code: "unknown", thing: "student", field: "student", value: student });
      continue;
    }
    const mark = stored.get(person);
    if ((mark?.revision ?? 0) !== revision) {
      refused.push({ code: "mark_changed", student, revision: mark?.revision ?? 0 });
      continue;
    }
    const verdict = correctMark(
      { to, actor: actor.id, role: actor.role, source: "manual", reason, at: now },
      { session: id, student, state, before: mark?.entry ?? expected.get(person) ?? null },
    );
    if ("refused" in verdict) refused.push(verdict.refused);
    else accepted.push(person);
  }
  if (refused.length > 0) return refuseSession(...once(refused));

  await transaction.addFacts(
    accepted.map((student) => ({
      id: uuidv7(),
      at: now,
      actor,
      reason,
      kind: "correction",
      session: id,
      student,
      source: "manual",
      to,
    })),
  );
  const { opensAt, closesAt } = session;
  const spans = accepted.map((student) => ({ student, from: opensAt, to: closesAt }));
  await judgeMarks(transaction, { sessions: [], students: spans }, { ...context, reason });
  return { done: correction.students.map(({ student }) => student) };
}

/** A mark whose last change is taken back. */
export interface MarkUndo {
  readonly session: string;
  /** The student's own id. */
  readonly student: string;
  /** The revision that is taken back; it must be the current one. */
  readonly revision: number;
  readonly reason: string;
}

/**
 * Takes back a person's last word about a mark, as a correction of its own: the value that a person had written before
 * it is written again, and where none had, the mark is released to automatic. No revision is removed.
 */
export async function undoCorrection(
  transaction: SessionsTransaction,
  undo: MarkUndo,
  context: ChangeContext,
): Promise<SessionOutcome<readonly string[]>> {
  const { session, student, revision } = undo;
  const [found] = await transaction.findSessions([session]);
  if (!found) return refuseSession({ code: "no_such_session", session });
  const person = (await studentsOfSession(transaction, found, [student])).get(student);
  if (person === undefined) {
    return refuseSession({ code: "unknown", thing: "student", field: "student", value: student });
  }
  const [current, ...earlier] = await transaction.entriesUpTo(session, person, revision);
  // Scans that came later make revisions under the same word; what is taken back is the word.
  const before = current && earlier.find((entry) => !isSameWord(entry, current));
  const to = before === undefined ? null : writtenByHand(before);
  if (to === null && (current === undefined || writtenByHand(current) === null)) {
    return refuseSession({ code: "nothing_to_undo", student });
  }
  const correction = { ...undo, students: [{ student, revision }], to: to ?? ("released" as const) };
  return correctMarks(transaction, correction, context);
}

function isSameWord(a: RegisterMark, b: RegisterMark): boolean {
  return "correction" in a && "correction" in b && a.correction === b.correction;
}

function writtenByHand(entry: RegisterMark): CorrectedMark | null {
  const corrected =
    (entry.source === "manual" || entry.source === "import") && entry.why.rule === "corrected";
  return corrected ? entry.mark : null;
}

/** The marks of everybody who is expected in a session, stored or not. */
async function expectedIn(
  transaction: SessionsTransaction,
  session: string,
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, RegisterMark>> {
  const folded = await foldSession(transaction, session, now);
  return folded?.register.marks ?? new Map<string, RegisterMark>();
}

const perSession: ReadonlySet<SessionRefusal["code"]> = new Set<CorrectionRefusal["code"]>([
  "session_final",
  "session_cancelled",
  "session_not_open",
  "actor_missing",
  "role_missing",
  "reason_missing",
  "minutes_invalid",
]);

/** What holds for the whole session is said once, not once for each student. */
function once(refused: readonly SessionRefusal[]): readonly SessionRefusal[] {
  const said = new Set<string>();
  return refused.filter(({ code }) => {
    if (!perSession.has(code)) return true;
    if (said.has(code)) return false;
    said.add(code);
    return true;
  });
}
