import type { TotalsView } from "../../../src/contract/http/system.ts";

const kinds = [
  ["granted", "granted"],
  ["late", "late"],
  ["denied", "denied"],
  ["unknown", "unidentified"],
  ["quarantined", "quarantined"],
] as const;

/**
 * What came in between two totals, as one sentence to be read aloud, or null when nothing did (a new day, which
 * starts from zero, included).
 */
export function summariseArrivals(before: TotalsView, after: TotalsView): string | null {
  const parts = kinds
    .map(([kind, word]) => [after[kind] - before[kind], word] as const)
    .filter(([count]) => count > 0);
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, [count]) => sum + count, 0);
  const list = parts.map(([count, word]) => `${count} ${word}`).join(", ");
  return `${total} new: ${list}.`;
}
