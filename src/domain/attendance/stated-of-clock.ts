import type { Temporal } from "temporal-polyfill";

/** What a person stated of a device's clock, by which a scan was taken. */
export interface StatedOfClock {
  /** How far it was ahead, negative for behind. */
  readonly aheadSeconds: number;
  readonly by: string;
  readonly at: Temporal.Instant;
  readonly reason: string;
}
