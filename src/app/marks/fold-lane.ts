import type { Temporal } from "temporal-polyfill";
import { foldSeats } from "../../domain/attendance/fold-seats.ts";
import type { FactTransaction, NewMark } from "../facts/fact-transaction.ts";
import type { StudentSpan } from "../facts/spans-of-seats.ts";
import { type JudgeContext, newAttempt, nextMark } from "./judge-marks.ts";

/** What the short lane did. */
export interface FoldedLane {
  readonly revised: number;
  /** The sessions in which it wrote marks. */
  readonly sessions: readonly string[];
  /** Those whom the world has to judge. */
  readonly left: readonly StudentSpan[];
}

/**
 * The short lane from scans to marks: plain students, who came in time, are marked by their own scans alone. It comes to
 * what `judgeMarks` comes to, and leaves to it everybody else.
 *
 * @param asked students, each with the moment and the room of a scan that is stored already
 */
export async function foldLane(
  transaction: FactTransaction,
  asked: readonly (StudentSpan & { readonly at: Temporal.Instant; readonly room: string })[],
  context: JudgeContext,
): Promise<FoldedLane> {
  const plain = await transaction.plainStudents(asked, context.now);
  const left: StudentSpan[] = [];
  const marks = new Map<string, NewMark>();
  const tried = new Map<string, Parameters<FactTransaction["putAttempts"]>[0][number]>();
  // Many scans of one student in one session are one question.
  const done = new Set<(typeof plain)[number]>();
  for (const [n, span] of asked.entries()) {
    const seats = plain[n] ?? null;
    if (seats !== null && done.has(seats)) continue;
    done.add(seats);
    const folded = seats === null ? null : foldSeats(seats.plain, context.now);
    if (seats === null || folded === null) {
      left.push(span);
      continue;
    }
    const { student } = span;
    for (const [id, session] of seats.sessions) {
      const key = `${id} ${student}`;
      const attempt = newAttempt(folded.attempts.get(id) ?? null, seats.attempts.get(id) ?? null);
      if (attempt !== null) tried.set(key, { session: id, student, ...attempt });
      const entry = folded.marks.get(id);
      if (entry === undefined) continue;
      const known = seats.marks.get(id) ?? null;
      const next = nextMark(entry, known?.entry ?? null, session, false, context.now);
      if (next === null) continue;
      marks.set(key, {
        ...next,
        session: id,
        student,
        startsAt: session.plan.start,
        after: known?.revision ?? 0,
        actor: context.actor,
        reason: context.reason,
        decidedAt: context.now,
      });
    }
  }
  const written = [...marks.values()];
  await transaction.addMarks(written);
  await transaction.putAttempts([...tried.values()]);
  return {
    revised: written.filter(({ revises }) => revises).length,
    sessions: [...new Set(written.map(({ session }) => session))],
    left,
  };
}
