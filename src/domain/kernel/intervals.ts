/** A half-open interval [from, to) of epoch milliseconds; `to` may be Infinity for one that still lasts. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * The same moments as disjoint intervals, earliest first, none empty and none touching the next.
 *
 * @param touches whether one that ends at the first moment goes on with one that begins at the second
 */
export function mergeIntervals(
  intervals: readonly Interval[],
  touches: (end: number, begin: number) => boolean = (end, begin) => begin <= end,
): Interval[] {
  const merged: { from: number; to: number }[] = [];
  const sorted = intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last && touches(last.to, from)) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The moments of `intervals` that lie within `bounds`. */
export function clipIntervals(intervals: readonly Interval[], bounds: Interval): Interval[] {
  return mergeIntervals(
    intervals.map(({ from, to }) => ({ from: Math.max(from, bounds.from), to: Math.min(to, bounds.to) })),
  );
}

/** The moments of `intervals` that lie in none of `taken`. */
export function subtractIntervals(intervals: readonly Interval[], taken: readonly Interval[]): Interval[] {
  let left = mergeIntervals(intervals);
  for (const hole of mergeIntervals(taken)) {
    left = left.flatMap(({ from, to }) => [
      { from, to: Math.min(to, hole.from) },
      { from: Math.max(from, hole.to), to },
    ]);
    left = left.filter(({ from, to }) => from < to);
  }
  return left;
}

/** How long the intervals last together, counting each moment once. */
export function lengthOf(intervals: readonly Interval[]): number {
  return mergeIntervals(intervals).reduce((sum, { from, to }) => sum + (to - from), 0);
}
