import type { Temporal } from "temporal-polyfill";
import { foldRegister, type Register } from "../../domain/attendance/fold-register.ts";
import type { RegisterFacts } from "../../domain/attendance/register-facts.ts";
import type { FactTransaction, NewFact } from "../facts/fact-transaction.ts";

/** What folding one session needs of the store. */
export type FoldSource = Pick<
  FactTransaction,
  "policies" | "loadFacts" | "findSessions" | "studentsOf" | "sessionsAround"
>;

/**
 * Folds the facts of one session, with those of the sessions that can bear on its students' marks, into its register.
 *
 * @param news what is known of readers and is not stored yet: it is folded as if it were stored last
 * @returns null for a session that was never planned
 */
export async function foldSession(
  source: FoldSource,
  session: string,
  now: Temporal.Instant,
  news: readonly NewFact[] = [],
): Promise<{ readonly register: Register; readonly facts: RegisterFacts } | null> {
  const [found] = await source.findSessions([session]);
  if (!found) return null;
  const students = [...new Set((await source.studentsOf([session])).map(({ student }) => student))];
  const around = await source.sessionsAround(
    students.map((student) => ({ student, from: found.opensAt, to: found.closesAt })),
  );
  const sessions = [...new Set([session, ...around.map((near) => near.session)])];
  const stored = await source.loadFacts({ sessions, students });
  const seq = Number.MAX_SAFE_INTEGER;
  const facts: RegisterFacts = {
    ...stored,
    watches: [...stored.watches, ...news.flatMap((fact) => (fact.kind === "watch" ? { ...fact, seq } : []))],
    blindness: [
      ...stored.blindness,
      ...news.flatMap((fact) => (fact.kind === "blindness" ? { ...fact, seq } : [])),
    ],
  };
  const registers = foldRegister(facts, await source.policies(), now);
  const register = registers.find(({ session: { id } }) => id === session);
  return register ? { register, facts } : null;
}
