import type { TotalsView } from "../../contract/http/system.ts";
import type { ScanStore } from "./scan-store.ts";

/** What came in on a local day, by what became of it. */
export async function readTotals(store: Pick<ScanStore, "countTallies">, day: string): Promise<TotalsView> {
  const counts = await store.countTallies(day);
  return {
    granted: counts.granted ?? 0,
    late: counts.late ?? 0,
    denied: counts.denied ?? 0,
    unknown: counts.unknown ?? 0,
    repeats: counts.repeat ?? 0,
    quarantined: counts.quarantined ?? 0,
  };
}
