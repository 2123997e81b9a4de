import { compareScans, type Scan } from "./scan.ts";

/**
 * Whether a scan says that a person was recognised there and then. Granted and late both do; a refusal and a
 * mere claim of a name never make anybody present or absent.
 */
export function isSighting(scan: Pick<Scan, "decision" | "identified">): boolean {
  return scan.identified && (scan.decision === "granted" || scan.decision === "late");
}

/**
 * Earlier first, by (time taken, content hash, id). Two scans may say the same in the same minute and still be
 * two, so the id, minted once where the scan was stored, settles what the content cannot.
 */
export function compareSightings(
  a: Pick<Scan, "occurredAt" | "contentHash" | "id">,
  b: Pick<Scan, "occurredAt" | "contentHash" | "id">,
): number {
  const difference = compareScans(a, b);
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
