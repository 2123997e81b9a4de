import type { Temporal } from "temporal-polyfill";
import type { FactTransaction, StoredSession } from "./fact-transaction.ts";

/** A student, and the time around which the student's marks may have changed. */
export interface StudentSpan {
  readonly student: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/**
 * The seats of these sessions at which something can be known by now, with the sessions' windows: everybody's where a
 * session has opened; of one that has not, those of whom a mark or an attempt is stored already, since nobody else can have
 * been seen there. A calendar of a whole term that moves touches nobody.
 */
export async function spansOfSeats(
  transaction: Pick<FactTransaction, "studentsOf" | "marksOf" | "attemptsOf">,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<readonly StudentSpan[]> {
  if (sessions.length === 0) return [];
  const byId = new Map(sessions.map((session) => [session.plan.id, session]));
  const opened: string[] = [];
  const ahead: string[] = [];
  for (const [id, { opensAt }] of byId) {
    (opensAt.epochMilliseconds <= now.epochMilliseconds ? opened : ahead).push(id);
  }
  const seats = [
    ...(await transaction.studentsOf(opened)),
    ...(await transaction.marksOf(ahead, null)),
    // A session that was moved to a later day may have been tried at its old time.
    ...(await transaction.attemptsOf(ahead, null)),
  ];
  return seats.flatMap(({ student, session }) => {
    const found = byId.get(session);
    return found ? [{ student, from: found.opensAt, to: found.closesAt }] : [];
  });
}
