import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import { type Interval, mergeIntervals } from "../../domain/kernel/intervals.ts";
import { type RecordedScan, type SignOfScan, signMovesMs } from "./sign-of-scan.ts";

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
export interface NumberedScan extends SignOfScan {
  readonly number: number;
}

/** All that is known of one uninterrupted run of a device, in any order. */
export interface RunSigns {
  readonly told: readonly ToldSpan[];
  readonly scans: readonly NumberedScan[];
}

/**
 * When everything that a device recorded has been stored: the times of a run between two signs of it next to each other
 * in the order of numbers, where no number is missing between the two. A sign is a scan, or a heartbeat that tells the
 * number of the last one. Whoever was recorded in such a time is stored, whether the network was there or not; whether the
 * device recorded at all, its silences tell.
 *
 * @returns the same whatever the order in which the signs became known
 */
export function coveredTimes({ told, scans }: RunSigns): Interval[] {
  const covered: Interval[] = [];
  let before: Sign | null = null;
  /** The last sign before, with no number missing since, whose time is known. */
  let since: TimedSign | null = null;
  for (const sign of signsInOrder(told, scans)) {
    if (before === null || !follows(sign, before)) since = null;
    if (isTimed(sign) && !wentBack(sign, since)) {
      if (since !== null) covered.push({ from: since.at, to: sign.at });
      since = sign;
    }
    before = sign;
  }
  return mergeIntervals(covered);
}

/**
 * Whether a device dates what it kept before it told a lower number, by more than a right clock may be off: it recorded
 * that later, and nobody knows when. Such a scan tells nothing of its reader's health. A birth tells no number: 0 stands for
 * it, and the device may have recorded before it had a way to the server. What comes in time after it with 0 tells that.
 *
 * @param number of the scan in its run
 * @param told of the same run, in any order
 */
export function isDatedBeforeTold(
  { occurredAt, live, clockSuspect }: RecordedScan,
  number: number,
  told: readonly ToldSpan[],
): boolean {
  if (live || clockSuspect) return false;
  const lower = told.flatMap(({ from, to }) => [
    ...(from.number > 0 ? [from] : []),
    ...(to.number > 0 || to.at > from.at ? [to] : []),
  ]);
  return lower
    .filter((one) => one.number < number)
    .some(({ at }) => occurredAt.epochMilliseconds < at - signMovesMs);
}

/**
 * A run without what its device kept and dates, by more than a right clock may be off, before something that it recorded
 * earlier: that was recorded later, by a clock that went back, and nobody knows when. As with what `isDatedBeforeTold` says,
 * such a scan tells nothing of its reader's health. What was sent at once is dated by its receipt, so that of what was
 * recorded before it nothing needs to be known.
 */
export function withoutMisdated({ told, scans }: RunSigns): RunSigns {
  const right: NumberedScan[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const together of byNumber(scans)) {
    right.push(
      ...together.filter(({ at, came }) => came !== "kept" || at === null || at >= latest - signMovesMs),
    );
    const times = together.flatMap(({ at }) => (at === null ? [] : [at]));
    latest = Math.max(...(together.some(({ came }) => came === "heard") ? [] : [latest]), ...times);
  }
  return { told, scans: right };
}

/** From the lowest number on; those of one number, as of a device that counts anew, are together. */
function byNumber(scans: readonly NumberedScan[]): Iterable<readonly NumberedScan[]> {
  const found = new Map<number, NumberedScan[]>();
  for (const scan of [...scans].sort((a, b) => a.number - b.number)) {
    const others = found.get(scan.number);
    if (others) others.push(scan);
    else found.set(scan.number, [scan]);
  }
  return found.values();
}

interface Sign {
  readonly number: number;
  readonly at: number | null;
  /** The span of heartbeats that it is an end of, null for a scan. */
  readonly span: ToldSpan | null;
}

type TimedSign = Sign & { readonly at: number };

const isTimed = (sign: Sign): sign is TimedSign => sign.at !== null;

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

/**
 * Whether a scan is dated before the one that was recorded before it, by a clock that went back. A birth may be told long
 * after what was recorded since.
 */
const wentBack = (sign: TimedSign, since: TimedSign | null): boolean =>
  sign.span === null && since !== null && since.number > 0 && sign.at < since.at;

/** Whether nothing is missing between a sign and the one before it. */
function follows(sign: Sign, before: Sign): boolean {
  if (sign.span === null) return sign.number - before.number <= 1;
  if (sign.number !== before.number) return false;
  if (before.span === null || before.span === sign.span) return true;
  return before.at !== null && sign.at !== null && sign.at - before.at <= patienceMs;
}
