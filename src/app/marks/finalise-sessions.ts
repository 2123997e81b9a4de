import { compareSessions } from "../../domain/timetable/session.ts";
import { type ChangeContext, factOf } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { judgeMarks } from "./judge-marks.ts";

/**
 * Makes sessions final: judges everybody once more, stores the moment of finality as a fact, and lets nothing automatic
 * change their marks from then on. Sessions that are final or cancelled already, and those that have not closed, stay
 * what they are.
 *
 * @returns the ids of those that became final
 */
export async function finaliseSessions(
  transaction: FactTransaction,
  ids: readonly string[],
  context: ChangeContext,
): Promise<readonly string[]> {
  const { now } = context;
  const due = (await transaction.findSessions(ids))
    .filter(
      ({ state, closesAt }) =>
        state !== "final" && state !== "cancelled" && closesAt.epochMilliseconds <= now.epochMilliseconds,
    )
    .sort((a, b) => compareSessions(a.plan, b.plan));
  if (due.length === 0) return [];
  const final = due.map(({ plan }) => plan.id);
  await judgeMarks(transaction, { sessions: final, students: [] }, context);
  await transaction.addFacts(final.map((id) => factOf(id, { kind: "finalised" }, context)));
  await transaction.putSessions(due.map((session) => ({ ...session, state: "final", finalisedAt: now })));
  // A linked session for which a scan was declined saw nothing of it until here; from now on it sees the final mark.
  await judgeMarks(transaction, { sessions: final, students: [] }, context);
  return final;
}
