import type { Temporal } from "temporal-polyfill";
import { foldRegister, type Register } from "../../domain/attendance/fold-register.ts";
import type { RegisterFacts } from "../../domain/attendance/register-facts.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";

/** What folding one session needs of the store. */
export type FoldSource = Pick<
  FactTransaction,
  "policies" | "loadFacts" | "findSessions" | "studentsOf" | "sessionsAround"
>;

/**
 * Folds the facts of one session, with those of the sessions that can bear on its students' marks, into its register.
 *
 * @returns null for a session that was never planned
 */
export async function foldSession(
  source: FoldSource,
  session: string,
  now: Temporal.Instant,
): Promise<{ readonly register: Register; readonly facts: RegisterFacts } | null> {
  const [stored] = await source.findSessions([session]);
  if (!stored) return null;
  const students = [...new Set((await source.studentsOf([session])).map(({ student }) => student))];
  const around = await source.sessionsAround(
    students.map((student) => ({ student, from: stored.opensAt, to: stored.closesAt })),
  );
  const sessions = [...new Set([session, ...around.map((near) => near.session)])];
  const facts = await source.loadFacts({ sessions, students });
  const registers = foldRegister(facts, await source.policies(), now);
  const register = registers.find(({ session: { id } }) => id === session);
  return register ? { register, facts } : null;
}
