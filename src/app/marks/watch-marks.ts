import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { FactTransaction, NewMark } from "../facts/fact-transaction.ts";

/** What a mark was before a deed, and what it is after the last time that it was written. */
export interface WrittenMark {
  readonly session: string;
  readonly student: string;
  readonly from: MarkStatus;
  readonly to: NewMark["entry"]["mark"];
}

/** The transaction, with a note of every mark that is written, by session and student: one may be written twice. */
export function watchMarks<T extends Pick<FactTransaction, "addMarks" | "marksOf">>(
  transaction: T,
  written: Map<string, WrittenMark>,
): T {
  return {
    ...transaction,
    async addMarks(marks: readonly NewMark[]) {
      const before = await statusesOf(transaction, marks);
      for (const { session, student, entry } of marks) {
        const key = `${session} ${student}`;
        const from = written.get(key)?.from ?? before.get(key) ?? "expected";
        written.set(key, { session, student, from, to: entry.mark });
      }
      await transaction.addMarks(marks);
    },
  };
}

async function statusesOf(
  transaction: Pick<FactTransaction, "marksOf">,
  marks: readonly NewMark[],
): Promise<ReadonlyMap<string, MarkStatus>> {
  if (marks.length === 0) return new Map();
  const unique = (of: (mark: NewMark) => string): string[] => [...new Set(marks.map(of))];
  const stored = await transaction.marksOf(
    unique(({ session }) => session),
    unique(({ student }) => student),
  );
  return new Map(stored.map(({ session, student, entry }) => [`${session} ${student}`, entry.mark.status]));
}
