import type { Temporal } from "temporal-polyfill";
import { foldRegister, type Register } from "../../domain/attendance/fold-register.ts";
import type { Attempts } from "../../domain/attendance/judge-world.ts";
import { isAttended, type RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type {
  CheckedMark,
  FactTransaction,
  StoredAttempt,
  StoredSession,
} from "../facts/fact-transaction.ts";
import { type NextMark, newAttempt, nextMark, noMark } from "../marks/judge-marks.ts";
import { scansOfMark } from "../registers/mark-view.ts";
import type { DifferentField } from "./compare-entries.ts";
import { type FactBehind, factsAbout, factsBehind } from "./facts-behind.ts";
import { differingColumns, sessionByFacts } from "./session-by-facts.ts";

/** A mark that is stored otherwise than the facts say. */
export interface WrongMark {
  readonly session: StoredSession;
  readonly student: string;
  /** null for none. */
  readonly stored: CheckedMark | null;
  /** What is to be stored instead. */
  readonly folded: NextMark;
  /** Columns of the mark that say something else than its entry. */
  readonly columns: readonly DifferentField[];
  readonly facts: readonly FactBehind[];
}

/** Attempts that are counted otherwise than the facts say; null for none. */
export interface WrongAttempt {
  readonly session: StoredSession;
  readonly student: string;
  readonly stored: StoredAttempt | null;
  readonly folded: Attempts | null;
  readonly facts: readonly FactBehind[];
}

/** A session that is stored otherwise than the facts say. */
export interface WrongSession {
  readonly session: StoredSession;
  /** What is to be stored instead. */
  readonly folded: StoredSession;
  readonly columns: readonly DifferentField[];
  readonly facts: readonly FactBehind[];
}

export interface FoldedGroup {
  readonly marks: number;
  readonly scans: number;
  readonly wrongSessions: readonly WrongSession[];
  readonly wrong: readonly WrongMark[];
  readonly wrongAttempts: readonly WrongAttempt[];
  readonly registers: readonly Register[];
}

/**
 * Folds everything that is stored about sessions that hang together, and compares them, their marks and attempts with what is
 * stored.
 *
 * A session that has not been closed yet may lack marks that only its close brings about; what it has must be right.
 */
export async function foldGroup(
  transaction: Pick<FactTransaction, "findSessions" | "loadFacts" | "marksToCheck" | "attemptsOf">,
  ids: readonly string[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<FoldedGroup> {
  const sessions = await transaction.findSessions(ids);
  const facts = await transaction.loadFacts({ sessions: ids, students: null });
  const counted = await transaction.attemptsOf(ids, null);
  const registers = foldRegister(facts, policies, now);
  const folded = new Map(registers.map((register) => [register.session.id, register]));
  const wrongSessions: WrongSession[] = [];
  const wrong: WrongMark[] = [];
  const wrongAttempts: WrongAttempt[] = [];
  const byFacts = sessions.map((stored) => {
    const { id } = stored.plan;
    const register = folded.get(id);
    const history = facts.sessions.filter((fact) => fact.session === id).sort((a, b) => a.seq - b.seq);
    return { stored, register, session: register ? sessionByFacts(register, history, stored, now) : stored };
  });
  const marks = await transaction.marksToCheck(byFacts.map(({ session: { plan } }) => plan));
  for (const { stored, register, session } of byFacts) {
    const { id } = stored.plan;
    const columns = differingColumns(stored, session, now);
    if (columns.length > 0) {
      wrongSessions.push({ session: stored, folded: session, columns, facts: factsAbout(facts, stored) });
    }
    const written = byStudent(marks, id);
    const judged = register?.marks ?? new Map<string, RegisterMark>();
    for (const student of new Set([...written.keys(), ...judged.keys()])) {
      const before = written.get(student) ?? null;
      const entry = judged.get(student) ?? null;
      const next =
        correctMark(entry, before?.entry ?? null, session, now) ??
        (before !== null && isDamaged(before) ? filedAnew(before, policies) : null);
      if (next === null) continue;
      const named = new Set([before?.entry, next.entry].flatMap((one) => (one ? scansOfMark(one) : [])));
      wrong.push({
        session,
        student,
        stored: before,
        folded: next,
        columns: before?.columns ?? [],
        facts: factsBehind(facts, session, student, named),
      });
    }
    const kept = byStudent(counted, id);
    const tried = register?.attempts ?? new Map<string, Attempts>();
    for (const student of new Set([...kept.keys(), ...tried.keys()])) {
      const before = kept.get(student) ?? null;
      const attempts = tried.get(student) ?? null;
      if (newAttempt(attempts, before) !== null) {
        const named = new Set([before?.scan, attempts?.scan].flatMap((scan) => scan ?? []));
        const behind = factsBehind(facts, session, student, named);
        wrongAttempts.push({ session, student, stored: before, folded: attempts, facts: behind });
      }
    }
  }
  return { marks: marks.length, scans: facts.scans.length, wrongSessions, wrong, wrongAttempts, registers };
}

function byStudent<Row extends { readonly session: string; readonly student: string }>(
  rows: readonly Row[],
  session: string,
): ReadonlyMap<string, Row> {
  return new Map(rows.flatMap((row) => (row.session === session ? [[row.student, row] as const] : [])));
}

const isDamaged = ({ entry, columns }: CheckedMark): boolean => entry === null || columns.length > 0;

/**
 * A mark whose columns are damaged is written once more, and where it names another revision than its last, as the next
 * one; one that no revision tells of, or that cannot be read, is taken back.
 */
function filedAnew({ entry, columns }: CheckedMark, policies: readonly DatedPolicy[]): NextMark {
  const revises = columns.some(({ field }) => field === "column revision");
  if (entry !== null) return { entry, revises };
  return { entry: noMark(policies.at(-1)?.policy.version ?? 1), revises: true };
}

function correctMark(
  folded: RegisterMark | null,
  stored: RegisterMark | null,
  session: StoredSession,
  now: Temporal.Instant,
): NextMark | null {
  const written = session.signedOff !== null || session.finalisedAt !== null;
  const next = nextMark(folded, stored, session, written, now);
  // A mark that was taken back is as good as none.
  if (next === null || (stored !== null && stored.mark.status !== "expected")) return next;
  // One that was cancelled before it opened never had marks, and what they would say its state says.
  if (session.state === "cancelled" && next.entry.mark.status === "not_possible") return null;
  const undecided = session.state === "scheduled" || session.state === "open";
  const { mark, why } = next.entry;
  // What a signer said of those not seen is written when the session closes, as what the clock says is.
  const known = why.rule === "corrected" || isAttended(mark.status);
  return undecided && !known ? null : next;
}
