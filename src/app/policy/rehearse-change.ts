import type { PolicyDryRun } from "../../contract/http/policy.ts";
import type { NewMark } from "../facts/fact-transaction.ts";
import type { PolicyStore, PolicyTransaction } from "./policy-store.ts";
import { type PolicyChange, putInForce } from "./put-in-force.ts";

/** What becomes of marks when a policy is put in force, by doing it and taking it back. */
export function rehearseChange(store: PolicyStore, change: PolicyChange): Promise<PolicyDryRun["marks"]> {
  return store.rehearse(async (transaction) => {
    const moves = new Map<string, PolicyDryRun["marks"][number]>();
    await putInForce(watched(transaction, moves), change);
    return [...moves.values()]
      .filter(({ from, to }) => from !== to)
      .sort((a, b) => b.marks - a.marks || (a.from + a.to < b.from + b.to ? -1 : 1));
  });
}

/** The transaction, with a count of what each mark was and became. */
function watched(
  transaction: PolicyTransaction,
  moves: Map<string, PolicyDryRun["marks"][number]>,
): PolicyTransaction {
  return {
    ...transaction,
    async addMarks(marks) {
      const before = await statusesOf(transaction, marks);
      for (const { session, student, entry } of marks) {
        const from = before.get(`${session} ${student}`) ?? "expected";
        const to = entry.mark.status;
        const key = `${from} ${to}`;
        moves.set(key, { from, to, marks: (moves.get(key)?.marks ?? 0) + 1 });
      }
      await transaction.addMarks(marks);
    },
  };
}

async function statusesOf(
  transaction: PolicyTransaction,
  marks: readonly NewMark[],
): Promise<ReadonlyMap<string, string>> {
  if (marks.length === 0) return new Map();
  const unique = (of: (mark: NewMark) => string): string[] => [...new Set(marks.map(of))];
  const stored = await transaction.marksOf(
    unique(({ session }) => session),
    unique(({ student }) => student),
  );
  return new Map(stored.map(({ session, student, entry }) => [`${session} ${student}`, entry.mark.status]));
}
