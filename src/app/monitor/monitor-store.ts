import type { Temporal } from "temporal-polyfill";
import type { FinalityFacts } from "../../domain/timetable/session-state.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import type { HealthDue } from "../health/health-transaction.ts";
import type { SettlingTransaction } from "../health/settle-readers.ts";

/** Something that time brings about in one session. */
export interface DueStep {
  readonly session: string;
  /**
   * `settle`: the session closed without it being known whether its readers were blind, as one planned in the past, or one
   * that has another window or other rooms since.
   */
  readonly step: "open" | "close" | "settle";
  readonly at: Temporal.Instant;
}

/** What the monitor may do in one transaction. */
export interface MonitorTransaction extends SettlingTransaction {
  readonly timetable: FactTransaction;
  setState(sessions: readonly string[], state: "open" | "closed"): Promise<void>;
  /** Takes the note that has been due longest, of a device that is none of the given ones; null for none. */
  takeHealthDue(now: Temporal.Instant, except: readonly string[]): Promise<HealthDue | null>;
  /**
   * Sessions that have opened and that close at `from` or later, up to `limit`, in rooms in which the reader ever was; by
   * their opening.
   */
  sessionsOfReader(reader: string, from: Temporal.Instant, limit: number): Promise<readonly StoredSession[]>;
  /** What stands in the way of time alone, by session; each of the sessions has an entry. */
  finalityFacts(sessions: readonly string[]): Promise<ReadonlyMap<string, Omit<FinalityFacts, "unsure">>>;
}

/** Sessions that need a person, or soon will. */
export interface SessionTrouble {
  readonly toReview: { readonly sessions: number; readonly marks: number; readonly firstDay: string | null };
  readonly unwatched: readonly {
    readonly session: string;
    readonly title: string;
    readonly room: string;
    readonly reader: string;
    readonly lastAt: Temporal.Instant;
    /** How many other readers of the room give signs of life. */
    readonly others: number;
  }[];
}

/** The store as the monitor sees it. */
export interface MonitorStore {
  /** What is due up to an instant, in order of instants, of sessions that are none of the given ones. */
  dueSteps(upTo: Temporal.Instant, except: readonly string[], limit: number): Promise<readonly DueStep[]>;
  /** Closed sessions whose register was signed off. */
  signedSessions(limit: number): Promise<readonly string[]>;
  /**
   * Closed sessions with nothing to review that ended so long before an instant that some version of the policy may
   * finalise them, by (start, id), after a given one.
   */
  sessionsToFinalise(upTo: Temporal.Instant, after: string | null, limit: number): Promise<readonly string[]>;
  healthIsDue(now: Temporal.Instant, except: readonly string[]): Promise<boolean>;
  /**
   * Readers of the rooms of open sessions that are silent, and are not stored to be: each with its last sign of life.
   *
   * @param silentSince a reader of which nothing was heard since is silent
   */
  newlySilent(
    silentSince: Temporal.Instant,
    except: readonly string[],
  ): Promise<readonly { readonly reader: string; readonly lastAt: Temporal.Instant }[]>;
  /**
   * @param silentSince a reader of which nothing was heard since is silent
   * @param excused readers whose silence is nothing to look at
   */
  sessionTrouble(silentSince: Temporal.Instant, excused: readonly string[]): Promise<SessionTrouble>;
  /** How many registers wait for a signature, of all days. */
  countToSign(now: Temporal.Instant): Promise<number>;
  /** How many registers hold marks that a person has to decide: to review, or in conflict with later facts. */
  countToReview(): Promise<number>;
  /** Runs `work` in one transaction that writes alone, as `TimetableStore.write` does. */
  write<T>(work: (transaction: MonitorTransaction) => Promise<T>): Promise<T>;
}
