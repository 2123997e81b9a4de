import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { ToldNumber, ToldSpan } from "./covered-times.ts";

/**
 * Takes what a run of a device told of its numbers into its spans. Heartbeats that follow on each other in time make one
 * span longer; after a silence another one begins.
 *
 * @param last the last span that is stored, null for none
 * @param told in the order in which it was received
 * @returns the spans that are new or different, earliest first
 */
export function followTold(last: ToldSpan | null, told: readonly ToldNumber[]): readonly ToldSpan[] {
  const changed = new Map<number, ToldSpan>();
  let span = last;
  for (const now of told) {
    if (span !== null && now.at < span.to.at) continue;
    span =
      span !== null && now.at - span.to.at <= patienceMs
        ? { from: span.from, to: { at: now.at, number: Math.max(now.number, span.to.number) } }
        : { from: now, to: now };
    changed.set(span.from.at, span);
  }
  return [...changed.values()];
}
