import { Temporal } from "temporal-polyfill";

/** An instant from epoch milliseconds, as the rules count them. */
export function instantOf(epochMilliseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds);
}
