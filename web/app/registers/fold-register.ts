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
  if (change === undefined) return { ...register };
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
    visitors: change.visitors ?? register.visitors,
  };
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
