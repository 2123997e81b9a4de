import type { Temporal } from "temporal-polyfill";
import type { Interval } from "../../domain/kernel/intervals.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import {
  type NewsOfReaders,
  newsOfReaders,
  type ReaderReading,
  type ReaderTime,
  type ReaderTransaction,
  type RevisedTime,
  reviseReaders,
} from "./revise-reader.ts";

/** What is read to know what the readers of sessions could see. */
export interface ReadersReading extends ReaderReading {
  /** The readers that were in the rooms of these sessions in their windows, or are stored to have been. */
  readersOf(
    sessions: readonly string[],
  ): Promise<readonly { readonly session: string; readonly reader: string }[]>;
}

/** What settling the readers of sessions needs of the store. */
export interface SettlingTransaction extends ReaderTransaction, ReadersReading {
  readonly health: ReaderTransaction["health"];
  /**
   * The blindness of their readers is settled for the windows and rooms that the sessions have: once these are others, it is
   * due again.
   */
  markSettled(sessions: readonly string[]): Promise<void>;
  /**
   * Sessions that have opened by the clock, whether the monitor has been round since or not, and are not final, in whose
   * rooms something changed at times that they touch.
   */
  sessionsTouching(revised: readonly RevisedTime[], now: Temporal.Instant): Promise<readonly string[]>;
}

/**
 * Brings the readers of the sessions' rooms in line with what is known of them, for the times of the sessions.
 *
 * @returns the other sessions that this touches, to be judged with them
 */
export async function settleReaders(
  transaction: SettlingTransaction,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<readonly string[]> {
  if (sessions.length === 0) return [];
  const own = new Set(sessions.map(({ plan }) => plan.id));
  const touched = await knowReaders(transaction, sessions, now);
  await transaction.markSettled([...own]);
  return touched.filter((id) => !own.has(id));
}

/**
 * As `settleReaders`, of sessions that may go on: what is decided of one at this moment rests on all that is known of its
 * readers now, whether the monitor has been round since or not.
 *
 * @returns all sessions that this touches, to be judged with it
 */
export async function knowReaders(
  transaction: SettlingTransaction,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const revised = await reviseReaders(transaction, await timesOfReaders(transaction, sessions), now);
  return transaction.sessionsTouching(revised, now);
}

/** What `knowReaders` would store of the readers of sessions. */
export async function newsOfSessions(
  reading: ReadersReading,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<NewsOfReaders> {
  return newsOfReaders(reading, await timesOfReaders(reading, sessions), now);
}

/** The readers of the sessions' rooms, each with the times of those sessions. */
async function timesOfReaders(
  reading: Pick<ReadersReading, "readersOf">,
  sessions: readonly StoredSession[],
): Promise<readonly ReaderTime[]> {
  if (sessions.length === 0) return [];
  const byId = new Map(sessions.map((session) => [session.plan.id, session]));
  const watched = new Map<string, Interval[]>();
  for (const { session: id, reader } of await reading.readersOf([...byId.keys()])) {
    const session = byId.get(id);
    if (!session) continue;
    const times = watched.get(reader);
    if (times) times.push(arrivalTime(session));
    else watched.set(reader, [arrivalTime(session)]);
  }
  return [...watched].map(
    ([reader, matters]): ReaderTime => ({
      reader,
      within: {
        from: Math.min(...matters.map(({ from }) => from)),
        // Who comes in the last instant is judged too: what is stored from then on must not be left of a time before.
        to: Math.max(...matters.map(({ to }) => to)) + 1,
      },
      matters,
    }),
  );
}

/** The longest that people may arrive; what the rules make of it depends on the policy. */
export function arrivalTime({ opensAt, plan }: StoredSession): Interval {
  return { from: opensAt.epochMilliseconds, to: plan.end.epochMilliseconds };
}
