import { z } from "zod";
import { correctionRequest, type MarkView } from "../../../src/contract/http/sessions.ts";

/** A person's word on a register that has not reached the server, as it is kept on the device. */
export const waitingChange = z.object({
  id: z.string(),
  session: z.string(),
  /** What the session is called, for telling it on other pages. */
  title: z.string(),
  /** Epoch milliseconds of the device's clock. */
  at: z.number(),
  /** What is sent, below the session's address. */
  deed: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("marks"),
      students: z.array(z.object({ student: z.string(), name: z.string().nullable(), revision: z.number() })),
      to: correctionRequest.shape.to,
      reason: z.string(),
    }),
    z.object({ kind: z.literal("sign-off"), sent: z.record(z.string(), z.unknown()) }),
  ]),
  /** Why it was not taken; null while it waits. */
  stopped: z
    .discriminatedUnion("because", [
      /** Marks changed meanwhile, to what they are now: a person says which holds. */
      z.object({
        because: z.literal("conflict"),
        now: z.array(
          z.object({ student: z.string(), status: z.string(), revision: z.number(), why: z.string() }),
        ),
      }),
      z.object({ because: z.literal("refused"), message: z.string() }),
    ])
    .nullable(),
});
export type WaitingChange = z.infer<typeof waitingChange>;

/** The next that can be sent: in order, and behind nothing of its session that a person has to look at first. */
export function nextToSend(changes: readonly WaitingChange[]): WaitingChange | null {
  const held = new Set<string>();
  for (const change of changes) {
    if (change.stopped === null && !held.has(change.session)) return change;
    held.add(change.session);
  }
  return null;
}

/**
 * The others once one was written: what was said later of the same mark was said in knowledge of it, and is of the
 * revision that it made.
 */
export function afterWritten(
  changes: readonly WaitingChange[],
  written: WaitingChange,
  marks: readonly Pick<MarkView, "student" | "revision">[],
): WaitingChange[] {
  const { deed } = written;
  const seen = new Map(
    deed.kind === "marks" ? deed.students.map(({ student, revision }) => [student, revision]) : [],
  );
  const made = new Map(marks.map(({ student, revision }) => [student.id, revision]));
  return changes.flatMap((change): WaitingChange[] => {
    if (change.id === written.id) return [];
    if (change.session !== written.session || change.deed.kind !== "marks") return [change];
    const students = change.deed.students.map((one) =>
      seen.get(one.student) === one.revision
        ? { ...one, revision: made.get(one.student) ?? one.revision }
        : one,
    );
    return [{ ...change, deed: { ...change.deed, students } }];
  });
}

/** Whether marks are by a person's word what was to be said of them: the answer to it was lost, and not the word. */
export function isSaidAlready(change: WaitingChange, now: readonly MarkView[]): boolean {
  const { deed } = change;
  if (deed.kind !== "marks" || now.length !== deed.students.length) return false;
  const { to } = deed;
  return now.every(
    ({ status, source, minutesLate }) =>
      source === "manual" &&
      status === to.status &&
      (!("minutesLate" in to) || to.minutesLate === minutesLate),
  );
}

/** The same change of what the marks are now: said again by a person who looked. */
export function sayAgain(change: WaitingChange): WaitingChange {
  const { deed, stopped } = change;
  if (deed.kind !== "marks" || stopped?.because !== "conflict") return { ...change, stopped: null };
  const revisions = new Map(stopped.now.map(({ student, revision }) => [student, revision]));
  const students = deed.students.map((one) => ({
    ...one,
    revision: revisions.get(one.student) ?? one.revision,
  }));
  return { ...change, deed: { ...deed, students }, stopped: null };
}
