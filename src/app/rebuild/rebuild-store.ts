import type { Temporal } from "temporal-polyfill";
import type { Span } from "../../domain/timetable/standing-session.ts";
import type { DecisionTallyEntry, TallyEntry, TallyKind } from "../ingest/ingest-transaction.ts";
import type { TalliedScan } from "../ingest/tally-decisions.ts";
import type { FactBehind } from "./facts-behind.ts";

/** How many facts of a kind fall into the quarter of an hour that begins at `at`. */
export interface CountedFacts {
  readonly at: Temporal.Instant;
  readonly location: string;
  readonly kind: TallyKind;
  readonly n: number;
}

/** A kept count that is not what the facts add up to; null where none is kept. */
export interface CountDifference {
  readonly of: string;
  readonly stored: number | null;
  readonly counted: number;
}

/** A row whose columns are not what the facts about it say. */
export interface WrongRow {
  /** The table and the row in it. */
  readonly of: string;
  readonly columns: readonly { readonly field: string; readonly stored: string; readonly folded: string }[];
  readonly facts: readonly FactBehind[];
}

/** Ids in a column of facts or marks that name nothing. */
export interface DanglingIds {
  /** `table.column`. */
  readonly column: string;
  readonly rows: number;
  /** One of the ids. */
  readonly example: string;
}

/** What a rebuild reads, in steps that do not grow with the history. */
export interface RebuildReading {
  /** One instant of every quarter of an hour in which a fact lies. */
  instantsWithFacts(): Promise<readonly Temporal.Instant[]>;
  /** The local days for which tallies are kept. */
  daysWithRecords(): Promise<readonly string[]>;
  /** Scans by location and decision, and quarantined messages without a location. */
  countFacts(span: Span): Promise<readonly CountedFacts[]>;
  /** The scans of a span that are alike in all that insights ask about, by quarter of an hour. */
  countDecisions(span: Span): Promise<readonly TalliedScan[]>;
  /** The kept tallies of decisions of a day. */
  decisionsOf(day: string): Promise<readonly DecisionTallyEntry[]>;
  /** The kept tallies of a day, except those of repeats. */
  talliesOf(day: string): Promise<readonly TallyEntry[]>;
  /** Locations whose kept tallies of repeats are not what their scans counted, over all days. */
  repeatDifferences(): Promise<readonly CountDifference[]>;
  /** The repeats of a location as its scans counted them, at the time of the scan that was repeated. */
  countRepeatsOf(location: string): Promise<readonly CountedFacts[]>;
  /** Senders whose count is not that of their scans. */
  senderDifferences(): Promise<readonly CountDifference[]>;
  /**
   * Enrolments and standing rooms that are not as the newest fact about each has them, the start of a session where it is
   * kept once more, beside its rooms and classes, and is another, half a signature of one that nobody signed, and marks and
   * attempts of a session or a person that there is none of.
   */
  rowsAmiss(): Promise<readonly WrongRow[]>;
  /**
   * Columns of scans, facts, revisions of marks and attempts in which ids stand that name no person, room, class, session, policy or
   * scan. Nothing of these is ever deleted, so that what is written is not looked up again for each row.
   */
  danglingIds(): Promise<readonly DanglingIds[]>;
}

/** What a repair may do, in one transaction that holds the change counter: nothing is recorded beside it. */
export interface RebuildTransaction extends RebuildReading {
  /** Replaces the kept tallies of a day, except those of repeats. */
  replaceTallies(day: string, entries: readonly TallyEntry[]): Promise<void>;
  /** Replaces the kept tallies of decisions of a day. */
  replaceDecisions(day: string, entries: readonly DecisionTallyEntry[]): Promise<void>;
  /** Replaces the kept tallies of repeats of a location, on all days. */
  replaceRepeats(location: string, entries: readonly TallyEntry[]): Promise<void>;
  /** Writes the rows that `rowsAmiss` tells of as the facts have them; one that no fact tells of goes. */
  mendRows(): Promise<void>;
  /** Sets the count of each sender to the number of its scans. */
  recountSenders(): Promise<void>;
}

/** The store as a rebuild sees it. */
export interface RebuildStore {
  /** Runs `work` on one moment of the store: what is recorded meanwhile does not show. */
  read<T>(work: (reading: RebuildReading) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction that locks the change counter first. */
  write<T>(work: (transaction: RebuildTransaction) => Promise<T>): Promise<T>;
}
