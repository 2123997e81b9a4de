import type { MarkView, RegisterView } from "../../../src/contract/http/sessions.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";

/**
 * A register after a frame: rows that changed are put in the place of what they were, and the counts follow.
 *
 * @returns null where the session itself was changed, which only reading tells
 */
export function foldRegister(register: RegisterView, frame: ChangesFrame): RegisterView | null {
  const { id } = register.session;
  if (frame.sessions.some((change) => change.session === id && change.seq > register.seq)) return null;
  const change = frame.registers.find(({ session }) => session === id);
  const attempts = attemptsAfter(register, frame);
  if (change === undefined) return { ...register, attempts };
  const rows = new Map(register.marks.map((mark) => [mark.student.id, mark]));
  for (const mark of change.marks) {
    const held = rows.get(mark.student.id);
    // A frame that comes again may have been made before what is held.
    if (held === undefined || held.revision <= mark.revision) rows.set(mark.student.id, mark);
  }
  const marks = [...rows.values()].sort((a, b) => (a.student.id < b.student.id ? -1 : 1));
  return {
    ...register,
    session: { ...register.session, ...countsOf(marks, register.proposals.length) },
    marks,
    attempts,
    visitors: change.visitors ?? register.visitors,
    sharedBrowsers: change.sharedBrowsers,
    // Of whom it cannot be known any more, a signature has to say it too; until the register is read, which decides.
    unanswered: [
      ...new Set([
        ...register.unanswered,
        ...change.marks.flatMap(({ student, status }) => (status === "cannot_be_known" ? [student.id] : [])),
      ]),
    ],
  };
}

/** One more for each attempt that came since; single ones in a frame may be older. */
function attemptsAfter(register: RegisterView, frame: ChangesFrame): RegisterView["attempts"] {
  const fresh = frame.attempts.filter(
    ({ session, seq }) => session === register.session.id && seq > register.seq,
  );
  if (fresh.length === 0) return register.attempts;
  const held = new Map(register.attempts.map((attempt) => [attempt.student, attempt]));
  for (const { student, at, decision, reason } of fresh) {
    const before = held.get(student);
    const times = (before?.times ?? 0) + 1;
    const newest = before === undefined || Date.parse(at) >= Date.parse(before.at);
    held.set(student, newest ? { student, times, at, decision, reason } : { ...before, times });
  }
  return [...held.values()].sort((a, b) => (a.student < b.student ? -1 : 1));
}

function countsOf(
  marks: readonly MarkView[],
  proposals: number,
): Pick<RegisterView["session"], "counts" | "expected" | "toLookAt"> {
  const counts: RegisterView["session"]["counts"] = {};
  let toLookAt = proposals;
  for (const { status, flags } of marks) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (status === "needs_review" || flags.includes("conflict")) toLookAt += 1;
  }
  return { counts, expected: marks.length, toLookAt };
}
