import type { Temporal } from "temporal-polyfill";
import type { RunSigns, ToldSpan } from "./covered-times.ts";
import type { ReaderMove, ToldTime } from "./retell-moves.ts";

/** A time in which a device gave signs of life, none further from the next than it is given up after. */
export interface AliveSpan {
  readonly device: string;
  /** Of the first sign. */
  readonly from: Temporal.Instant;
  /** Of the last sign. */
  readonly to: Temporal.Instant;
  /** null while nobody said that it left; a device that falls silent says nothing. */
  readonly left: { readonly at: Temporal.Instant; readonly by: "itself" | "will" } | null;
  /**
   * Of the numbered scans that came and are known to have been recorded in it the least number, of the run of which one
   * came last; null for none. That one may prove what was recorded in the silence before.
   */
  readonly firstScan: ScanNumber | null;
}

/** The number of a scan in its run. */
export interface ScanNumber {
  readonly bootId: string;
  readonly number: number;
}

/** One uninterrupted run of a device, from its start to its restart. Within it scans are numbered. */
export interface DeviceRun {
  readonly device: string;
  readonly bootId: string;
}

/** A reader, and from when on something is asked of it. */
export interface ReaderSince {
  readonly reader: string;
  readonly from: Temporal.Instant;
}

/** Where a reader was, and whether it gives signs of life, as it is stored before a batch. */
export interface ReaderNow {
  readonly reader: string;
  /** Its last move; null where no scan of it named a room. */
  readonly move: ReaderMove | null;
  /** The last time in which it gave signs of life; null for never. */
  readonly alive: AliveSpan | null;
}

/** A device of which something has been learnt about the time from `from` on: what follows from it is due. */
export interface HealthDue {
  readonly device: string;
  readonly from: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
}

/** What may be read and written about the health of readers, as part of a transaction. */
export interface HealthTransaction {
  /** The last span of each device that has any. */
  lastAlive(devices: readonly string[]): Promise<readonly AliveSpan[]>;
  /** Inserts spans, or replaces those of the same device and beginning. */
  putAlive(spans: readonly AliveSpan[]): Promise<void>;
  /** These devices had nothing waiting at these instants. */
  noteEmptyOutboxes(
    notes: readonly { readonly device: string; readonly at: Temporal.Instant }[],
  ): Promise<void>;
  /** The last of the told spans of each run that has any. */
  lastTold(
    runs: readonly DeviceRun[],
  ): Promise<readonly { readonly run: DeviceRun; readonly span: ToldSpan }[]>;
  /** Inserts told spans, or replaces those of the same run and beginning. */
  putTold(spans: readonly { readonly run: DeviceRun; readonly span: ToldSpan }[]): Promise<void>;
  readersNow(readers: readonly string[]): Promise<readonly ReaderNow[]>;
  /**
   * The moves of readers from the last before an instant on, by reader and earliest first; all of them where there is none
   * before. Readers without any are left out.
   */
  movesFrom(asked: readonly ReaderSince[]): Promise<ReadonlyMap<string, readonly ReaderMove[]>>;
  /** Puts these moves in the place of all that `movesFrom` answers. */
  putMoves(changed: readonly (ReaderSince & { readonly moves: readonly ReaderMove[] })[]): Promise<void>;
  /**
   * What stored scans of readers tell of some time, by reader: the first in it, and each after it that names another room
   * than the one before. Of several at one instant the one whose room comes last stands.
   */
  roomSteps(
    asked: readonly (ToldTime & { readonly reader: string })[],
  ): Promise<ReadonlyMap<string, readonly ReaderMove[]>>;
  /**
   * Of each device the end of the last time before an instant in which it gave signs of life and a numbered scan came: what
   * comes then may prove whatever lies between. Where none came in any, the end of the first such time; its first move,
   * where it gave no sign of life before.
   */
  lastScannedBefore(
    asked: readonly { readonly device: string; readonly at: Temporal.Instant }[],
  ): Promise<readonly { readonly device: string; readonly at: Temporal.Instant }[]>;
  /** Notes what is due; of two notes about one device the earlier beginning and the earlier time hold. */
  noteDue(notes: readonly HealthDue[]): Promise<void>;
  /** What tells of the life of each device in a time, in the order asked. */
  livesAround(asked: readonly DeviceTime[]): Promise<readonly DeviceLife[]>;
  /** Where each reader was in a time, and what is known of its runs, in the order asked. */
  recordsAround(asked: readonly DeviceTime[]): Promise<readonly ReaderPast[]>;
}

/** A device, and a time that is asked about: [from, to]; null for no end. */
export interface DeviceTime {
  readonly device: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}

export interface DeviceLife {
  /** Its first sign of life ever; null for none. */
  readonly firstAlive: Temporal.Instant | null;
  /** All spans of it that touch the time, and the last before, earliest first. */
  readonly alive: readonly AliveSpan[];
  /** When it gave a sign of life again after the time; null for not yet. */
  readonly next: Temporal.Instant | null;
}

export interface ReaderPast {
  /** The moves in the time, and the last before, earliest first. */
  readonly moves: readonly ReaderMove[];
  /** The signs of its runs in the time, with those next to it on either side. */
  readonly runs: readonly RunSigns[];
}
