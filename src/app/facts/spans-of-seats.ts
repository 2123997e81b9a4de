import type { Temporal } from "temporal-polyfill";
import type { FactTransaction, StoredSession } from "./fact-transaction.ts";

/** A student, and the time around which the student's marks may have changed. */
export interface StudentSpan {
  readonly student: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** A seat at which something can be known by now. */
export interface KnownSeat {
  readonly student: string;
  readonly session: StoredSession;
}

/**
 * The seats of these sessions at which something can be known by now: everybody's where a session has opened; of one that
 * has not, those of whom a mark or an attempt is stored already, since nobody else can have been seen there. A calendar of
 * a whole term that moves touches nobody.
 */
export async function knownSeats(
  transaction: Pick<FactTransaction, "studentsOf" | "marksOf" | "attemptsOf">,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<readonly KnownSeat[]> {
  if (sessions.length === 0) return [];
  const byId = new Map(sessions.map((session) => [session.plan.id, session]));
  const opened: string[] = [];
  const ahead: string[] = [];
  for (const [id, session] of byId) (isOpened(session, now) ? opened : ahead).push(id);
  const seats = [
    ...(await transaction.studentsOf(opened)),
    ...(await transaction.marksOf(ahead, null)),
    // A session that was moved to a later day may have been tried at its old time.
    ...(await transaction.attemptsOf(ahead, null)),
  ];
  return seats.flatMap(({ student, session: id }) => {
    const session = byId.get(id);
    return session ? [{ student, session }] : [];
  });
}

/** Whether anybody can have been seen in a session by now. */
export function isOpened({ opensAt }: Pick<StoredSession, "opensAt">, now: Temporal.Instant): boolean {
  return opensAt.epochMilliseconds <= now.epochMilliseconds;
}

/** Seats with the windows of their sessions. */
export function spansOf(seats: readonly KnownSeat[]): readonly StudentSpan[] {
  return seats.map(({ student, session }) => ({ student, from: session.opensAt, to: session.closesAt }));
}

/** `knownSeats`, with the sessions' windows. */
export async function spansOfSeats(...asked: Parameters<typeof knownSeats>): Promise<readonly StudentSpan[]> {
  return spansOf(await knownSeats(...asked));
}
