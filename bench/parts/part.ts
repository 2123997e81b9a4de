import type { Figure } from "../report/figure.ts";

export interface PartContext {
  /** Fewer repetitions and scans: to see that it runs, not to be quoted. */
  readonly quick: boolean;
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
