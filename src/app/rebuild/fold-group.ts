import type { Temporal } from "temporal-polyfill";
import { foldRegister, type Register } from "../../domain/attendance/fold-register.ts";
import { isAttended, type RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { FactTransaction, StoredMark, StoredSession } from "../facts/fact-transaction.ts";
import { nextEntry } from "../marks/judge-marks.ts";

/** A mark that is stored otherwise than the facts say. */
export interface WrongMark {
  readonly session: StoredSession;
  readonly student: string;
  /** null for none. */
  readonly stored: StoredMark | null;
  /** What is to be stored instead. */
  readonly folded: RegisterMark;
}

export interface FoldedGroup {
  readonly marks: number;
  readonly scans: number;
  readonly wrong: readonly WrongMark[];
  readonly registers: readonly Register[];
}

/**
 * Folds everything that is stored about sessions that hang together, and compares the marks with what is stored.
 *
 * A session that has not been closed yet may lack marks that only its close brings about; what it has must be right.
 */
export async function foldGroup(
  transaction: Pick<FactTransaction, "findSessions" | "loadFacts" | "marksOf">,
  ids: readonly string[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<FoldedGroup> {
  const sessions = await transaction.findSessions(ids);
  const facts = await transaction.loadFacts({ sessions: ids, students: null });
  const marks = await transaction.marksOf(ids, null);
  const registers = foldRegister(facts, policies, now);
  const folded = new Map(registers.map((register) => [register.session.id, register]));
  const wrong: WrongMark[] = [];
  for (const session of sessions) {
    const { id } = session.plan;
    const stored = new Map(
      marks.flatMap((mark) => (mark.session === id ? [[mark.student, mark] as const] : [])),
    );
    const judged = folded.get(id)?.marks ?? new Map<string, RegisterMark>();
    for (const student of new Set([...stored.keys(), ...judged.keys()])) {
      const before = stored.get(student) ?? null;
      const entry = correctEntry(judged.get(student) ?? null, before?.entry ?? null, session, now);
      if (entry !== null) wrong.push({ session, student, stored: before, folded: entry });
    }
  }
  return { marks: marks.length, scans: facts.scans.length, wrong, registers };
}

function correctEntry(
  folded: RegisterMark | null,
  stored: RegisterMark | null,
  session: StoredSession,
  now: Temporal.Instant,
): RegisterMark | null {
  const next = nextEntry(folded, stored, session, now);
  // A mark that was taken back is as good as none.
  if (next === null || (stored !== null && stored.mark.status !== "expected")) return next;
  // One that was cancelled before it opened never had marks, and what they would say its state says.
  if (session.state === "cancelled" && next.mark.status === "not_possible") return null;
  const undecided = session.state === "scheduled" || session.state === "open";
  const known = next.source === "manual" || next.source === "import" || isAttended(next.mark.status);
  return undecided && !known ? null : next;
}
