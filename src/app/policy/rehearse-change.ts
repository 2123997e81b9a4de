import type { PolicyDryRun } from "../../contract/http/policy.ts";
import type { NewMark } from "../facts/fact-transaction.ts";
import type { AlikeCount, FigureFrameQuery, StudentSession } from "../figures/figures-store.ts";
import type { PolicyStore, PolicyTransaction } from "./policy-store.ts";
import { type PolicyChange, putInForce } from "./put-in-force.ts";

/** What a change of the policy would leave behind. */
export interface Rehearsed {
  /** Marks that would become another, by from and to, the most first. */
  readonly marks: PolicyDryRun["marks"];
  /** The sessions of everybody, by what is alike. */
  readonly counted: readonly AlikeCount[];
  /** The sessions, one by one, of the students whose marks would become another. */
  readonly moved: ReadonlyMap<string, readonly StudentSession[]>;
}

/**
 * Puts a policy in force, reads marks and figures as they are then, and takes it all back: what is foretold is what
 * the same deed does.
 *
 * @param asked which sessions the figures are of, and whether minutes tell them apart
 */
export function rehearseChange(
  store: PolicyStore,
  change: PolicyChange,
  asked: { readonly frame: FigureFrameQuery; readonly minutes: boolean },
): Promise<Rehearsed> {
  return store.rehearse(async (transaction) => {
    const moves = new Map<string, PolicyDryRun["marks"][number]>();
    const students = new Set<string>();
    await putInForce(watched(transaction, moves, students), change);
    const { frame, minutes } = asked;
    const counted = await transaction.figures.countAlike({ kind: "institution" }, frame, minutes);
    return {
      marks: [...moves.values()].sort(
        (a, b) => b.marks - a.marks || (a.from + a.to < b.from + b.to ? -1 : 1),
      ),
      counted,
      moved: sessionsByStudent(await transaction.figures.sessionsOfStudents([...students], frame)),
    };
  });
}

/** Sessions by the store id of their student. */
export function sessionsByStudent(
  sessions: readonly StudentSession[],
): ReadonlyMap<string, readonly StudentSession[]> {
  const found = new Map<string, StudentSession[]>();
  for (const session of sessions) {
    const own = found.get(session.person);
    if (own) own.push(session);
    else found.set(session.person, [session]);
  }
  return found;
}

/** The transaction, with a count of what each mark was and became, and of whose status became another. */
function watched(
  transaction: PolicyTransaction,
  moves: Map<string, PolicyDryRun["marks"][number]>,
  students: Set<string>,
): PolicyTransaction {
  return {
    ...transaction,
    async addMarks(marks) {
      const before = await statusesOf(transaction, marks);
      for (const { session, student, entry } of marks) {
        const from = before.get(`${session} ${student}`) ?? "expected";
        const to = entry.mark.status;
        if (from === to) continue;
        const key = `${from} ${to}`;
        moves.set(key, { from, to, marks: (moves.get(key)?.marks ?? 0) + 1 });
        students.add(student);
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
