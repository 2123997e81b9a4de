import type { Temporal } from "temporal-polyfill";
import type { SubjectScheme } from "../../contract/mqtt/native-scan.ts";
import type { Placement } from "../../domain/attendance/placement.ts";
import type { Scan } from "../../domain/attendance/scan.ts";
import type { SourceName } from "../../domain/attendance/source-names.ts";
import type { Reading, ReadScan, Refusal } from "../../sources/source.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { HealthTransaction } from "../health/health-transaction.ts";
import type { ClockCorrection } from "./ingest-item.ts";

/** A scan ready to be stored: read, hashed, numbered, and its subject and location looked up. */
export interface NewScan extends Scan {
  readonly seq: number;
  readonly read: ReadScan;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly raw: Uint8Array;
  readonly receivedAt: Temporal.Instant;
  readonly personId: string | null;
  readonly roomId: string | null;
  /** What its location names, where a person said that it was somewhere else; null where nobody did. */
  readonly named: { readonly room: string | null } | null;
  /** The correction of its sender's clock by which it was taken; null where nobody stated one. */
  readonly correction: string | null;
}

export interface ScanKey {
  readonly sender: string;
  readonly externalId: string;
}

export interface Subject {
  readonly scheme: SubjectScheme;
  readonly value: string;
}

export interface NewQuarantine {
  readonly id: string;
  readonly seq: number;
  readonly receivedAt: Temporal.Instant;
  readonly topic: string;
  /** The adapter that read it, or null where none reads its topic. */
  readonly source: SourceName | null;
  readonly sender: string | null;
  readonly qos: 0 | 1 | 2;
  readonly retained: boolean;
  readonly refusal: Refusal;
  /** What is kept of the payload: pictures cut out, at most 64 KiB. */
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  readonly payloadSha256: Uint8Array;
}

export type TallyKind = "granted" | "late" | "denied" | "unknown" | "repeat" | "quarantined";

export interface TallyEntry {
  readonly day: string;
  readonly hour: number;
  readonly location: string;
  readonly kind: TallyKind;
  readonly n: number;
}

/** Scans of one quarter of an hour that are alike in all that insights ask about. */
export interface DecisionTallyEntry {
  readonly day: string;
  readonly slot: number;
  readonly location: string;
  readonly sender: string;
  readonly decision: string;
  readonly reason: string;
  readonly n: number;
}

export interface SenderSign {
  readonly name: string;
  readonly source: string;
  readonly at: Temporal.Instant;
  readonly scans: number;
  readonly state: { readonly state: "online" | "offline"; readonly at: Temporal.Instant } | null;
  readonly heartbeat: {
    readonly at: Temporal.Instant;
    readonly outbox: number | null;
    readonly clock: string | null;
    readonly aheadSeconds: number | null;
  } | null;
  /** The software in it, where it told it now. */
  readonly firmware: string | null;
}

export interface BootNote {
  readonly sender: string;
  readonly bootId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scans: number;
}

/** What a sender says became of a command. */
export type CommandAnswer = Extract<Reading, { readonly kind: "answer" }>;

/** What a batch adds to what is counted and told of senders. */
export interface BatchCounts {
  readonly tallies: readonly TallyEntry[];
  readonly decisions: readonly DecisionTallyEntry[];
  readonly senders: readonly SenderSign[];
  readonly boots: readonly BootNote[];
}

/** What recording a batch may do, all of it in one transaction, and nothing else. */
export interface IngestTransaction {
  /**
   * Takes `count` change numbers and returns the first. Locks the counter until the transaction ends, so that
   * numbers become visible in their order and two writers never decide the same mark at once.
   */
  takeSeqs(count: number): Promise<number>;
  /** Whose each identifier was at an instant, in the order asked; null for nobody known. */
  findPersons(asked: readonly (Subject & { readonly at: Temporal.Instant })[]): Promise<(string | null)[]>;
  /** The room of each location name, in the order asked; null for no room known. */
  findRooms(names: readonly string[]): Promise<(string | null)[]>;
  /** What people said of where these senders hung, as it holds, in any order. */
  placementsOf(senders: readonly string[]): Promise<readonly Placement[]>;
  /** Stored scans without an id of their own that are the same as these: sender and content, first received since. */
  findRepeated(
    asked: readonly {
      readonly sender: string;
      readonly contentHash: string;
      readonly since: Temporal.Instant;
    }[],
  ): Promise<(string | null)[]>;
  /** Keeps what was stated of senders' clocks; what is kept already is left as it is. */
  addClockCorrections(corrections: readonly ClockCorrection[]): Promise<void>;
  /** Stores those whose key is not stored yet, and returns the ids of the stored ones. */
  addScans(scans: readonly NewScan[]): Promise<ReadonlySet<string>>;
  findScansByKey(
    keys: readonly ScanKey[],
  ): Promise<readonly (ScanKey & { readonly id: string; readonly contentHash: string })[]>;
  countRepeats(scanIds: readonly string[]): Promise<void>;
  addQuarantine(rows: readonly NewQuarantine[]): Promise<void>;
  noteReplays(
    replays: readonly {
      readonly id: string;
      readonly at: Temporal.Instant;
      readonly outcome: string;
      /** The scan that it became; null for none. */
      readonly scan: string | null;
    }[],
  ): Promise<void>;
  /** Keeps what became of commands. An answer to one that its sender was not given, or that is answered, changes nothing. */
  noteAnswers(answers: readonly CommandAnswer[]): Promise<void>;
  /** Counts what a batch brought, in one statement. */
  addCounts(counts: BatchCounts): Promise<void>;
  /** Sessions of either kind, in the same transaction: scans and the marks that they change are stored together. */
  readonly timetable: FactTransaction;
  /** Whether `timetable` holds everything that a scan of this instant can bear on. */
  holds(at: Temporal.Instant): boolean;
  /** The same over everything that is stored, for what `timetable` does not hold; it is used last. */
  beyond(): Promise<FactTransaction>;
  /** The health of readers, in the same transaction. */
  readonly health: HealthTransaction;
}

/** The store as ingest sees it. */
export interface IngestStore {
  /**
   * Runs `work` in one transaction and resolves with its result after COMMIT. Rejects with `StoreUnavailable`
   * when the store cannot be reached or cannot write at all, with `StoreRefused` when it refuses the data.
   */
  ingest<T>(work: (transaction: IngestTransaction) => Promise<T>): Promise<T>;
}

/** The store is away, restarting or full: the same work may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name: string = "StoreUnavailable";
}

/** The store refuses these data; the same work will never succeed. */
export class StoreRefused extends Error {
  override readonly name = "StoreRefused";
}
