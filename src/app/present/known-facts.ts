import type { FactTransaction } from "../facts/fact-transaction.ts";
import { factsInMemory } from "./facts-in-memory.ts";
import type { PresentDraft } from "./present-tables.ts";
import { putFact, putMarks, putSession } from "./put-facts.ts";

/**
 * Facts and marks as the present knows them: what judging reads is answered from memory, and what is written goes to the
 * store and into the draft. What the present does not hold is asked of the store.
 */
export function knownFacts(draft: PresentDraft, store: FactTransaction): FactTransaction {
  const memory = factsInMemory(draft, () => {
    throw new Error("numbers are the store's to take");
  });
  return {
    ...store,
    policies: memory.policies,
    findSessions: memory.findSessions,
    sessionsAround: memory.sessionsAround,
    studentsOf: memory.studentsOf,
    loadFacts: memory.loadFacts,
    plainStudents: memory.plainStudents,
    marksOf: memory.marksOf,
    sessionsToWitness: memory.sessionsToWitness,
    sessionFacts: memory.sessionFacts,
    attemptsOf: memory.attemptsOf,

    async addFacts(facts) {
      const first = await store.addFacts(facts);
      for (const [at, fact] of facts.entries()) putFact(draft, { ...fact, seq: first + at });
      return first;
    },

    async putSessions(sessions) {
      await store.putSessions(sessions);
      for (const session of sessions) putSession(draft, session);
    },

    async putAttempts(attempts) {
      await store.putAttempts(attempts);
      await memory.putAttempts(attempts);
    },

    async addMarks(marks) {
      await store.addMarks(marks);
      putMarks(
        draft,
        marks.map(({ session, student, after, entry, revises }) => ({
          session,
          student,
          revision: revises ? after + 1 : after,
          entry,
        })),
      );
    },
  };
}
