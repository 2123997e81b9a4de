import type { Figure } from "../report/figure.ts";

/** How much is measured, and of what. */
export interface PartSize {
  /** Fewer repetitions and scans: to see that it runs, not to be quoted. */
  readonly quick: boolean;
  /** Repetitions of a part that repeats; null for as many as it takes by itself. */
  readonly repetitions: number | null;
  /** Scans in a row of `ingest`; null for as many as are quoted. */
  readonly scans: number | null;
  /** Words that the rows of `ingest` have in their names; null for all rows. */
  readonly cases: string | null;
  /** Where `ingest` lets the server's Node put a profile of its processor time; null for no profile. */
  readonly profile: string | null;
}

export interface PartContext extends PartSize {
  /** Says what is being done, for whoever waits. */
  readonly say: (text: string) => void;
}

export interface PartResult {
  readonly figures: readonly Figure[];
  /** What the figures rest on: versions and settings. */
  readonly notes: Readonly<Record<string, string>>;
}

/** One benchmark: starts what it needs, measures, and leaves nothing running. */
export interface Part {
  readonly title: string;
  run(context: PartContext): Promise<PartResult>;
}
