import type { Temporal } from "temporal-polyfill";

/** A time in which a device gave signs of life, none further from the next than it is given up after. */
export interface AliveSpan {
  readonly device: string;
  /** Of the first sign. */
  readonly from: Temporal.Instant;
  /** Of the last sign. */
  readonly to: Temporal.Instant;
  /** null while nobody said that it left; a device that falls silent says nothing. */
  readonly left: { readonly at: Temporal.Instant; readonly by: "itself" | "will" } | null;
}

/**
 * What is known of one uninterrupted run of a device, from its start to its restart. Within it scans are numbered, so
 * that what got lost shows.
 */
export interface DeviceRun {
  readonly device: string;
  readonly bootId: string;
  /** The last heartbeat that named the run, and the number of the last scan recorded by then. */
  readonly told: { readonly at: Temporal.Instant; readonly lastSeq: number } | null;
  /**
   * What was stored of it when it last proved to have delivered everything but `missing` scans; null for never.
   */
  readonly proved: { readonly lastSeq: number; readonly missing: number } | null;
}

/** How many scans of a run are stored. */
export interface RunTally {
  readonly device: string;
  readonly bootId: string;
  /** The highest number stored; 0 for none. */
  readonly lastSeq: number;
  /** How many numbers up to it are not stored. */
  readonly missing: number;
}

/**
 * A time of a run for which everything that the device recorded has been stored, but for `missing` scans that were lost
 * before it began.
 */
export interface CoveredSpan {
  readonly id: string;
  readonly device: string;
  readonly bootId: string;
  readonly missing: number;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** The room that a reader watches now. */
export interface OpenWatch {
  readonly reader: string;
  readonly watch: string;
  readonly room: string;
  readonly from: Temporal.Instant;
  readonly health: boolean;
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
  /** When each device first gave a sign of life. */
  firstAlive(devices: readonly string[]): Promise<ReadonlyMap<string, Temporal.Instant>>;
  /** Inserts spans, or replaces those of the same device and beginning. */
  putAlive(spans: readonly AliveSpan[]): Promise<void>;
  /** These devices had nothing waiting at these instants. */
  noteEmptyOutboxes(
    notes: readonly { readonly device: string; readonly at: Temporal.Instant }[],
  ): Promise<void>;
  findRuns(
    asked: readonly { readonly device: string; readonly bootId: string }[],
  ): Promise<
    readonly { readonly run: DeviceRun; readonly tally: RunTally; readonly covered: readonly CoveredSpan[] }[]
  >;
  putRuns(runs: readonly DeviceRun[]): Promise<void>;
  /** Inserts spans, or replaces those of the same id. */
  putCovered(spans: readonly CoveredSpan[]): Promise<void>;
  openWatches(readers: readonly string[]): Promise<readonly OpenWatch[]>;
  /** The watches of a reader that are over, of which no health is known, and that touch [from, to]. */
  silentWatches(
    reader: string,
    from: Temporal.Instant,
    to: Temporal.Instant,
  ): Promise<readonly (Omit<OpenWatch, "health"> & { readonly to: Temporal.Instant })[]>;
  putOpenWatches(watches: readonly OpenWatch[]): Promise<void>;
  /** Notes what is due; of two notes about one device the earlier beginning and the earlier time hold. */
  noteDue(notes: readonly HealthDue[]): Promise<void>;
  /** Signs of life of a device that tell of [from, to]: all spans of it, and the last before. */
  aliveAround(device: string, from: Temporal.Instant, to: Temporal.Instant): Promise<readonly AliveSpan[]>;
  coveredAround(
    device: string,
    from: Temporal.Instant,
    to: Temporal.Instant,
  ): Promise<readonly CoveredSpan[]>;
}
