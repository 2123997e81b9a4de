import type { Temporal } from "temporal-polyfill";
import type { Interval } from "../../domain/kernel/intervals.ts";

/**
 * A scan that was received within this of the time that its device gave it was sent at once, in milliseconds, where the
 * device says so too. A right clock may be off by as much.
 */
const atOnceMs = 120_000;

/** What a device kept comes at once when it has a way to the server again: within this, in milliseconds. */
const onReturnMs = 60_000;

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
  /** When it was received, epoch milliseconds. */
  readonly received: number;
  /**
   * Heard when it was made; kept by its device; or said to be sent at once, and received so much later or earlier that it
   * waited somewhere or its clock is wrong.
   */
  readonly came: "heard" | "kept" | "waited";
}

/**
 * One that was sent at once was recorded when it was received, as heartbeats are dated, whatever the device's clock says;
 * one that was kept, when its device says, unless its clock cannot be believed.
 */
export function signOfScan({ occurredAt, receivedAt, live, clockSuspect }: RecordedScan): SignOfScan {
  const [said, received] = [occurredAt.epochMilliseconds, receivedAt.epochMilliseconds];
  if (!live) return { at: clockSuspect ? null : said, received, came: "kept" };
  return Math.abs(received - said) <= atOnceMs
    ? { at: received, received, came: "heard" }
    : { at: null, received, came: "waited" };
}

/**
 * Whether a scan says that its reader worked in a silence and had no way to the server: it was kept in it, and came after
 * it. One whose time is not known was kept in the silence that ended when it came. One that may as well have been made
 * after the silence, as far as its clock may be off, counts only where it came with the end of the silence.
 */
export function explains({ at, received, came }: SignOfScan, { from, to }: Interval): boolean {
  if (came !== "kept" || received < to) return false;
  const onReturn = received - to <= onReturnMs;
  if (at === null) return onReturn;
  return from < at && at < to && (onReturn || to - at > atOnceMs);
}

/** By how much the time of a sign may differ from what its device says, in milliseconds. */
export const signMovesMs = atOnceMs;
