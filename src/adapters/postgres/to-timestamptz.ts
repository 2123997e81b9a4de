import type { Temporal } from "temporal-polyfill";

/**
 * An instant as text for a timestamptz, cut to milliseconds: finer time is cut from scans before any rule sees
 * them. `Date` writes it in a tenth of the time that `Temporal` takes, which was a seventh of all work on a scan.
 */
export function toTimestamptz(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}
