import type { Temporal } from "temporal-polyfill";
import type { LocalHour } from "../../domain/timetable/local-time.ts";
import type { DecisionTallyEntry } from "./ingest-transaction.ts";

/** Insights tell reasons apart by their beginning: free text must not make a row of each scan. */
const longestTalliedReason = 120;

/** As much of a scan as its tally needs; `n` of them are alike. */
export interface TalliedScan {
  readonly at: Temporal.Instant;
  readonly location: string | null;
  readonly sender: string;
  readonly decision: string;
  readonly reason: string | null;
  readonly n: number;
}

/** Adds scans up by quarter of an hour of the local day, and by all that insights ask about. */
export function tallyDecisions(
  scans: Iterable<TalliedScan>,
  localTime: (instant: Temporal.Instant) => LocalHour,
): readonly DecisionTallyEntry[] {
  const entries = new Map<string, DecisionTallyEntry>();
  for (const scan of scans) {
    const { day, slot } = localTime(scan.at);
    const { sender, decision } = scan;
    const location = scan.location ?? "";
    const reason = (scan.reason ?? "").slice(0, longestTalliedReason).toWellFormed();
    const key = decisionKey({ day, slot, location, sender, decision, reason });
    const n = (entries.get(key)?.n ?? 0) + scan.n;
    entries.set(key, { day, slot, location, sender, decision, reason, n });
  }
  return [...entries.values()];
}

/** What two entries have in common that belong together. */
export function decisionKey(entry: Omit<DecisionTallyEntry, "n">): string {
  return JSON.stringify([entry.day, entry.slot, entry.location, entry.sender, entry.decision, entry.reason]);
}
