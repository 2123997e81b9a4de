import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import { type Interval, mergeIntervals, subtractIntervals } from "../../domain/kernel/intervals.ts";

/** The number of the last scan that a device had recorded at an instant, epoch milliseconds. */
export interface ToldNumber {
  readonly at: number;
  readonly number: number;
}

/** Heartbeats of one run of which each came in time after the one before: the first and the last of them. */
export interface ToldSpan {
  readonly from: ToldNumber;
  readonly to: ToldNumber;
}

/** A stored scan by its number in its run. */
export interface NumberedScan {
  readonly number: number;
  /** When it was recorded, epoch milliseconds; null where the device's clock cannot be believed. */
  readonly at: number | null;
}

/** All that is known of one uninterrupted run of a device, in any order. */
export interface RunSigns {
  readonly told: readonly ToldSpan[];
  readonly scans: readonly NumberedScan[];
}

/**
 * When everything that a device recorded has been stored: the times of a run between two signs of it next to each other
 * in the order of numbers, where no number is missing between the two. A sign is a scan, or a heartbeat that tells the
 * number of the last one. Whoever came in such a time was recorded, whether the network was there or not.
 *
 * A silence in which nothing at all was recorded is no such time: a reader that hung recorded as much.
 *
 * @param silences the times of the device in which it gave no sign of life for longer than it may, and that are over
 * @returns the same whatever the order in which the signs became known
 */
export function coveredTimes({ told, scans }: RunSigns, silences: readonly Interval[]): Interval[] {
  const covered: Interval[] = [];
  let before: Sign | null = null;
  /** The last sign before, with no number missing since, whose time is known. */
  let since: number | null = null;
  /** Whether a scan was recorded after it, at a time that is not known. */
  let recorded = false;
  for (const sign of signsInOrder(told, scans)) {
    if (before === null || !follows(sign, before)) since = null;
    if (sign.at === null) recorded = true;
    else {
      if (since !== null && since < sign.at) {
        const time = { from: since, to: sign.at };
        const hung = recorded ? [] : silences.filter(({ from, to }) => time.from <= from && to <= time.to);
        covered.push(...subtractIntervals([time], hung));
      }
      since = sign.at;
      recorded = false;
    }
    before = sign;
  }
  return mergeIntervals(covered);
}

interface Sign {
  readonly number: number;
  readonly at: number | null;
  /** The span of heartbeats that it is an end of, null for a scan. */
  readonly span: ToldSpan | null;
}

/** By number; a heartbeat after the scan whose number it tells. */
function signsInOrder(told: readonly ToldSpan[], scans: readonly NumberedScan[]): Sign[] {
  const signs: Sign[] = scans.map(({ number, at }) => ({ number, at, span: null }));
  for (const span of told) {
    signs.push({ ...span.from, span });
    // Both ends may be of one moment, as when a device says at once that it is back and how far it has counted.
    if (span.to.at !== span.from.at || span.to.number !== span.from.number) {
      signs.push({ ...span.to, span });
    }
  }
  return signs.sort(
    (a, b) =>
      a.number - b.number || Number(a.span !== null) - Number(b.span !== null) || (a.at ?? 0) - (b.at ?? 0),
  );
}

/** Whether nothing is missing between a sign and the one before it. */
function follows(sign: Sign, before: Sign): boolean {
  if (sign.span === null) return sign.number - before.number <= 1;
  if (sign.number !== before.number) return false;
  if (before.span === null || before.span === sign.span) return true;
  return before.at !== null && sign.at !== null && sign.at - before.at <= patienceMs;
}
