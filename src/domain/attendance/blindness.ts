import type { Temporal } from "temporal-polyfill";
import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from "../kernel/intervals.ts";
import type { Span } from "../timetable/standing-session.ts";

/** What a reader, or the broker in its name, said about its health. */
export type HealthFact =
  | { readonly kind: "online"; readonly at: Temporal.Instant }
  | { readonly kind: "heartbeat"; readonly at: Temporal.Instant }
  /** `itself`: it said so before it left. `will`: the broker said so after it had gone. */
  | { readonly kind: "offline"; readonly at: Temporal.Instant; readonly by: "itself" | "will" };

/** Heartbeats of which each came in time after the one before: the first and the last of them. */
export interface HeartbeatsInTime {
  readonly kind: "heartbeats";
  readonly at: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** How a reader's health is read. */
export interface HealthReading {
  /** How often it promised a heartbeat. */
  readonly periodSeconds: number;
  /** Spans for which it delivered everything that it recorded while away, without a gap. */
  readonly backlog: readonly Span[];
  /** What is asked about. */
  readonly within: Interval;
  /** Up to when the facts are complete. */
  readonly asOf: Temporal.Instant;
}

/** When a reader could not have told of anybody, and when there is anything to know that by. */
export interface Blindness {
  readonly blind: readonly Interval[];
  /** From its first sign on; before it nothing is known. */
  readonly known: readonly Interval[];
}

/** A reader is given up after this many periods without a heartbeat. */
export const silentPeriods = 3;

/**
 * When a reader was blind: offline by will, or without a heartbeat for more than three periods, and with no
 * gapless backlog that covers the time.
 *
 * Three periods of silence tell *that* it was gone, its last sign of life tells *since when*: it may have gone
 * the moment after. So blindness reaches back to that sign, for silence and for a will; a reader that says
 * goodbye itself was well until then. It ends with the next sign of life. Scans are no signs of life here, or one
 * student's scan would change another's mark.
 *
 * @param facts in any order, but for those of one instant: the later of them was said later. Between the first and the last
 *   of heartbeats in time nothing else was said
 */
export function blindnessOf(
  facts: readonly (HealthFact | HeartbeatsInTime)[],
  reading: HealthReading,
): Blindness {
  const asOf = reading.asOf.epochMilliseconds;
  const patience = silentPeriods * reading.periodSeconds * 1000;
  const blind: Interval[] = [];
  let first: number | null = null;
  let alive: number | null = null;
  /** Since when it is known to be away; null while it is thought to be well. */
  let gone: number | null = null;

  for (const fact of [...facts].sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds)) {
    const at = fact.at.epochMilliseconds;
    if (at > asOf) break;
    first ??= at;
    if (alive !== null && gone === null && at - alive > patience) gone = alive;
    if (fact.kind === "offline") {
      gone ??= fact.by === "will" ? (alive ?? at) : at;
      continue;
    }
    if (gone !== null) blind.push({ from: gone, to: at });
    gone = null;
    alive = fact.kind === "heartbeats" ? Math.min(fact.to.epochMilliseconds, asOf) : at;
  }
  if (alive !== null && gone === null && asOf - alive > patience) gone = alive;
  if (gone !== null) blind.push({ from: gone, to: Number.POSITIVE_INFINITY });

  const covered = reading.backlog.map(({ start, end }) => ({
    from: start.epochMilliseconds,
    to: end.epochMilliseconds,
  }));
  return {
    blind: subtractIntervals(clipIntervals(blind, reading.within), covered),
    known:
      first === null
        ? []
        : clipIntervals(mergeIntervals([{ from: first, to: Number.POSITIVE_INFINITY }]), reading.within),
  };
}
