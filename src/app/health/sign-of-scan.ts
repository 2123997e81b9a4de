import type { Temporal } from "temporal-polyfill";

/**
 * A scan that was received within this of the time that its device gave it was sent at once, in milliseconds, where the
 * device says so too. A right clock may be off by as much; what waited longer at a broker was recorded when it says.
 */
const atOnceMs = 120_000;

/** As much of a stored scan as tells when its reader recorded it. */
export interface RecordedScan {
  readonly occurredAt: Temporal.Instant;
  readonly receivedAt: Temporal.Instant;
  /** What its device said: sent at once, and not kept while there was no way to the server. */
  readonly live: boolean;
  /** Whether the device's clock cannot be believed, so that `occurredAt` is the time of receipt. */
  readonly clockSuspect: boolean;
}

/** What a scan tells of the reader that made it. */
export interface SignOfScan {
  /** When it was recorded, epoch milliseconds; null where nothing tells. */
  readonly at: number | null;
  /** Whether it was heard when it was made, so that the reader was alive then and had a way to the server. */
  readonly heard: boolean;
}

/**
 * One that was sent at once was recorded when it was received, as heartbeats are dated, whatever the device's clock says;
 * one that was kept, when its device says, unless its clock cannot be believed.
 */
export function signOfScan({ occurredAt, receivedAt, live, clockSuspect }: RecordedScan): SignOfScan {
  const [said, received] = [occurredAt.epochMilliseconds, receivedAt.epochMilliseconds];
  if (live && Math.abs(received - said) <= atOnceMs) return { at: received, heard: true };
  return { at: clockSuspect ? null : said, heard: false };
}

/** By how much the time of a sign may differ from what its device says, in milliseconds. */
export const signMovesMs = atOnceMs;
