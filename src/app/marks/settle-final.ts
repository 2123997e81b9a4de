import type { Session } from "../../domain/timetable/session.ts";
import { type ChangeContext, plannedSession, samePlan } from "../facts/change-timetable.ts";
import type { FactTransaction, NewMark, SessionPlan } from "../facts/fact-transaction.ts";
import { foldSession } from "./fold-session.ts";
import { judgeMarks, nextMark } from "./judge-marks.ts";

/**
 * Brings what is stored of a final session in line with what its facts conclude after a person decided on late ones:
 * its marks, its plan and its state. What nobody accepted changes nothing.
 */
export async function settleFinal(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<void> {
  const { now, actor, reason } = context;
  const [stored] = await transaction.findSessions([id]);
  const folded = await foldSession(transaction, id, now);
  if (!stored || !folded) return;
  const { register } = folded;
  const plan = isSessionPlan(register.session) ? register.session : stored.plan;
  if (register.state !== stored.state || !samePlan(plan, stored.plan)) {
    const planned = plannedSession(plan, stored, register.window, now);
    await transaction.putSessions([{ ...planned, state: register.state, finalisedAt: stored.finalisedAt }]);
  }

  const before = new Map((await transaction.marksOf([id], null)).map((mark) => [mark.student, mark]));
  const students = new Set([...before.keys(), ...register.marks.keys()]);
  const marks: NewMark[] = [];
  for (const student of students) {
    const known = before.get(student) ?? null;
    const next = nextMark(register.marks.get(student) ?? null, known?.entry ?? null, stored, true, now);
    if (next === null) continue;
    const after = known?.revision ?? 0;
    marks.push({ ...next, session: id, student, startsAt: plan.start, after, actor, reason, decidedAt: now });
  }
  await transaction.addMarks(marks);
  // The students' other sessions may clash with this one, now or no longer.
  const spans = marks.map(({ student }) => ({ student, from: stored.opensAt, to: stored.closesAt }));
  await judgeMarks(transaction, { sessions: [], students: spans }, context);
}

/** A plan that was stored by this system says more than the rules read of it. */
export function isSessionPlan(session: Session): session is SessionPlan {
  return "title" in session && "sort" in session && "mode" in session && "staff" in session;
}
