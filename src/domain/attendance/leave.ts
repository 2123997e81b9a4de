import type { Temporal } from "temporal-polyfill";

/** What an approved absence makes of a session that it covers. */
export type LeaveEffect = "authorised" | "elsewhere";

/** An approved absence of one student, [from, to). */
export interface Leave {
  /** The absence that was approved. */
  readonly absence: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly effect: LeaveEffect;
}

/** A leave that covers a session, and until when (epoch milliseconds) leave goes on without a break. */
export interface CoveringLeave {
  readonly leave: Leave;
  readonly until: number;
}

/**
 * The leave that covers a session: the one that covers its start. Activity elsewhere goes before other leave,
 * then the longest, then by id. Leave that follows on leave without a break extends it.
 *
 * @param start the session's planned start, epoch milliseconds
 * @returns null when none covers it
 */
export function coveringLeave(leaves: readonly Leave[], start: number): CoveringLeave | null {
  let best: Leave | null = null;
  for (const leave of leaves) {
    if (leave.from.epochMilliseconds > start || leave.to.epochMilliseconds <= start) continue;
    if (best === null || goesBefore(leave, best)) best = leave;
  }
  if (best === null) return null;
  let until = start;
  for (;;) {
    const next = leaves.reduce(
      (latest, { from, to }) =>
        from.epochMilliseconds <= until ? Math.max(latest, to.epochMilliseconds) : latest,
      until,
    );
    if (next === until) return { leave: best, until };
    until = next;
  }
}

function goesBefore(a: Leave, b: Leave): boolean {
  if (a.effect !== b.effect) return a.effect === "elsewhere";
  const longer = a.to.epochMilliseconds - b.to.epochMilliseconds;
  return longer !== 0 ? longer > 0 : a.absence < b.absence;
}
