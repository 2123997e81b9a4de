import type { Temporal } from "temporal-polyfill";
import type { Placement } from "../../domain/attendance/placement.ts";
import type { RegisterFacts, ScanFact } from "../../domain/attendance/register-facts.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { ReaderNow } from "../health/health-transaction.ts";
import type { Horizon, KeptEnrolment, KeptIdentifier } from "./present-tables.ts";

/** The counter's row: the last number taken, and those under which others last changed what the present rests on. */
export interface ChangeNumbers {
  readonly seq: number;
  readonly facts: number;
  readonly rosters: number;
}

/** What somebody changed; null for anything of the thing. */
export interface Changed {
  readonly thing:
    | "scan"
    | "enrolment"
    | "session"
    | "mark"
    | "identifier"
    | "room_name"
    | "placement"
    | "policy"
    | "attempt"
    | "reader";
  readonly key: string | null;
}

/** What is new since a number. */
export interface News {
  readonly facts: Omit<RegisterFacts, "scans">;
  /** Scans that were said to be somebody's, or in another room, by their ids. */
  readonly joined: readonly string[];
  readonly changed: readonly Changed[];
  /** Sessions that changed and that the horizon does not hold: of a calendar of a term that is most. */
  readonly away: readonly string[];
}

/** What the present is read from: one moment of the store, or a transaction that writes alone. */
export interface PresentSource {
  readonly facts: Pick<FactTransaction, "policies" | "findSessions" | "loadFacts" | "marksOf" | "attemptsOf">;
  numbers(): Promise<ChangeNumbers>;
  /**
   * null where it is more than `most`, of which scans count a tenth, and sessions that the horizon does not hold nothing:
   * of those no more than their ids is read.
   */
  newsSince(seq: number, most: number, horizon: Horizon): Promise<News | null>;
  /** Sessions whose window overlaps [from, to], and those that are open or reopened. */
  sessionsBetween(from: Temporal.Instant, to: Temporal.Instant): Promise<readonly string[]>;
  /** The enrolments of classes as they stand. */
  enrolmentsOf(classes: readonly string[]): Promise<readonly KeptEnrolment[]>;
  /** By `scheme value`; null for all. */
  identifiers(keys: readonly string[] | null): Promise<readonly KeptIdentifier[]>;
  roomNames(): Promise<ReadonlyMap<string, string>>;
  /** What people said of where these senders hung, as it holds; null for all. */
  placementsOf(senders: readonly string[] | null): Promise<readonly Placement[]>;
  /** Where readers are, and when they were last alive; null for all. */
  readersNow(readers: readonly string[] | null): Promise<readonly ReaderNow[]>;
  /** Scans with every word on whose they are and where they were; those without a room are left out. */
  scansById(ids: readonly string[]): Promise<readonly ScanFact[]>;
}

/** The same in the transaction that records a batch. */
export interface PresentTransaction extends PresentSource {
  /** Takes `count` numbers, which locks the counter; what it said before is returned beside the first of them. */
  take(count: number): Promise<{ readonly first: number; readonly before: ChangeNumbers }>;
  /** From here on the present keeps what this transaction writes itself (`true`), or is told of it as of anybody's. */
  keepsItself(itself: boolean): Promise<void>;
}
