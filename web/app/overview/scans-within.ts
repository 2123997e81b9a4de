import type { ScanView } from "../../../src/contract/http/api.ts";
import { keptScans } from "../live/fold-changes.ts";

/**
 * How many scans were received since an instant, of those that the page keeps.
 *
 * @param scans newest first
 * @param since epoch milliseconds
 * @returns `atLeast` when there may have been more than the page keeps
 */
export function scansWithin(
  scans: readonly Pick<ScanView, "receivedAt">[],
  since: number,
): { readonly count: number; readonly atLeast: boolean } {
  const count = scans.filter(({ receivedAt }) => Date.parse(receivedAt) >= since).length;
  return { count, atLeast: count === scans.length && count >= keptScans };
}
