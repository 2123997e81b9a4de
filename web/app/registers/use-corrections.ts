import { useCallback, useRef, useState } from "react";
import type { MarkView, RegisterView } from "../../../src/contract/http/sessions.ts";
import { useWaitingChanges } from "../waiting/use-waiting.ts";
import { type Correction, type CorrectionStatus, correctionBack, correctionWords } from "./correction.ts";
import type { SessionWriting } from "./use-write-session.ts";
import { writePerson } from "./write-person.ts";

/** A change that was made and can be taken back. */
export interface Done {
  /** Grows by one with each. */
  readonly id: number;
  readonly text: string;
  /** The marks as they were before. */
  readonly before: readonly MarkView[];
}

export interface Corrections {
  /** What is on its way for each student. */
  readonly pending: ReadonlyMap<string, Correction>;
  /** The last change; null before any, and once it was taken back or put away. */
  readonly done: Done | null;
  /** What was taken back, in words; null unless that was the last thing. */
  readonly undone: string | null;
  readonly apply: (marks: readonly MarkView[], to: Correction, reason: string) => Promise<boolean>;
  readonly undo: () => Promise<void>;
  readonly putAway: () => void;
}

const nobody: ReadonlyMap<string, Correction> = new Map();
const longestReason = 500;

/** Corrects marks, shows them at once as they will be, and takes the last change back on demand. */
export function useCorrections(register: RegisterView, { write }: SessionWriting): Corrections {
  const waiting = useWaitingChanges();
  const [pending, setPending] = useState(nobody);
  const [done, setDone] = useState<Done | null>(null);
  const [undone, setUndone] = useState<string | null>(null);
  const latest = useRef({ register, done });
  latest.current = { register, done };
  const count = useRef(0);

  const send = useCallback(
    async (marks: readonly Pick<MarkView, "student" | "revision">[], to: Correction, reason: string) => {
      setPending((before) => new Map([...before, ...marks.map(({ student }) => [student.id, to] as const)]));
      const [only] = marks;
      const written =
        marks.length === 1 && only !== undefined
          ? await write(["marks", only.student.id], { to, reason, revision: only.revision })
          : await write(["marks"], {
              students: marks.map(({ student, revision }) => ({ student: student.id, revision })),
              to,
              reason,
            });
      const sent = new Set(marks.map(({ student }) => student.id));
      setPending((before) => new Map([...before].filter(([student]) => !sent.has(student))));
      return written;
    },
    [write],
  );

  const apply = useCallback(
    async (marks: readonly MarkView[], to: Correction, reason: string): Promise<boolean> => {
      if (marks.length === 0) return false;
      setDone(null);
      setUndone(null);
      const written = await send(marks, to, reason);
      if (written) {
        count.current += 1;
        setDone({ id: count.current, text: describeChange(marks, to.status, reason), before: marks });
      }
      return written;
    },
    [send],
  );

  const undo = useCallback(async (): Promise<void> => {
    const { done: last, register: now } = latest.current;
    if (last === null) return;
    setDone(null);
    // What has not left the device is taken back there.
    const students = last.before.map(({ student }) => student.id).join("\n");
    const kept = waiting
      ?.list()
      .findLast(
        ({ session, deed, stopped }) =>
          session === now.session.id &&
          stopped === null &&
          deed.kind === "marks" &&
          deed.students.map(({ student }) => student).join("\n") === students,
      );
    if (kept !== undefined) {
      waiting?.drop(kept.id);
      setUndone(last.text);
      return;
    }
    const current = new Map(now.marks.map((mark) => [mark.student.id, mark]));
    const ways = new Map<string, { to: Correction; marks: MarkView[] }>();
    for (const before of last.before) {
      const mark = current.get(before.student.id);
      if (mark === undefined) continue;
      const to = correctionBack(before);
      const way = ways.get(JSON.stringify(to)) ?? { to, marks: [] };
      way.marks.push(mark);
      ways.set(JSON.stringify(to), way);
    }
    for (const { to, marks } of ways.values()) {
      if (!(await send(marks, to, `Undone: ${last.text}`.slice(0, longestReason)))) return;
    }
    setUndone(last.text);
  }, [send, waiting]);

  return {
    pending,
    done,
    undone,
    apply,
    undo,
    putAway: useCallback(() => {
      setDone(null);
      setUndone(null);
    }, []),
  };
}

function describeChange(marks: readonly MarkView[], status: CorrectionStatus, reason: string): string {
  const [first] = marks;
  const who =
    marks.length === 1 && first !== undefined ? writePerson(first.student) : `${marks.length} students`;
  return `${who}: ${correctionWords[status].toLowerCase()}, “${reason}”`;
}
