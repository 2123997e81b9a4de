import type { ToldSpan } from "./covered-times.ts";
import { type RecordedScan, signMovesMs } from "./sign-of-scan.ts";

/**
 * Whether a device dates what it kept before it told a lower number, by more than a right clock may be off: it recorded
 * that later, and nobody knows when. Such a scan tells nothing of its reader's health.
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
  const latest = Math.max(
    ...told.flatMap(({ from, to }) => {
      if (from.number >= number) return [];
      return to.number < number ? [to.at] : [from.at];
    }),
  );
  return occurredAt.epochMilliseconds < latest - signMovesMs;
}
