import type { ScanPlan } from "./scan-plan.ts";

/** What the generator process is told. */
export type LoadOrder =
  | {
      readonly order: "prepare";
      readonly port: number;
      readonly connections: number;
      /** Publications that all connections together may have unacknowledged. */
      readonly inFlight: number;
      readonly plan: ScanPlan;
    }
  | { readonly order: "go" };

/** What it tells. */
export type LoadNews =
  | { readonly news: "ready" }
  | { readonly news: "done"; readonly result: LoadResult }
  | { readonly news: "failed"; readonly why: string };

export interface LoadResult {
  readonly acknowledged: number;
  /** From the first publication to the last acknowledgement. */
  readonly seconds: number;
  /** From a publication's hand-over to the socket to its PUBACK, under this load, in ms. */
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Processor time that the generator itself used, in seconds. */
  readonly cpuSeconds: number;
}
