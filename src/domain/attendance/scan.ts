import type { Temporal } from "temporal-polyfill";

/** What a device decided about the person it saw. `unknown` says that it saw a face and knew no one. */
export type Decision = "granted" | "denied" | "late" | "unknown";

/**
 * How the instant of a scan was arrived at, from what the device wrote: `device_corrected` is its word with as much taken
 * off as a person stated that its clock was ahead.
 */
export type TimeBasis = "device" | "device_clock_reading" | "device_corrected" | "receipt";

/** As much of a stored scan as the rules need. */
export interface Scan {
  readonly id: string;
  /** The instant taken for the scan. */
  readonly occurredAt: Temporal.Instant;
  /** SHA-256 of what the device said, in hex: breaks ties, so that no order depends on arrival. */
  readonly contentHash: string;
  readonly decision: Decision;
  /**
   * false when the device named a person without having recognised one. The name is then a claim: shown on
   * that student's page, counted nowhere.
   */
  readonly identified: boolean;
  /** null for a device that does not tell; somebody who goes out has not arrived. */
  readonly direction: "in" | "out" | null;
}

/** Earlier first, by (time taken, content hash): the same for any order of arrival. */
export function compareScans(
  a: Pick<Scan, "occurredAt" | "contentHash">,
  b: Pick<Scan, "occurredAt" | "contentHash">,
): number {
  const difference = a.occurredAt.epochMilliseconds - b.occurredAt.epochMilliseconds;
  if (difference !== 0) return difference;
  return a.contentHash < b.contentHash ? -1 : a.contentHash > b.contentHash ? 1 : 0;
}
