import type { ScanView } from "../../../src/contract/http/scans.ts";

/**
 * Scans of two sources, newest first and each once. Of the same scan the one with more repeats is the later word.
 */
export function mergeScans(read: readonly ScanView[], heard: readonly ScanView[]): readonly ScanView[] {
  if (heard.length === 0) return read;
  const byId = new Map(read.map((scan) => [scan.id, scan]));
  let changed = false;
  for (const scan of heard) {
    const known = byId.get(scan.id);
    if (known !== undefined && known.repeats >= scan.repeats) continue;
    byId.set(scan.id, scan);
    changed = true;
  }
  return changed ? [...byId.values()].sort((a, b) => b.seq - a.seq) : read;
}
