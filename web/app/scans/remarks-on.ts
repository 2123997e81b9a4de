import type { ScanView } from "../../../src/contract/http/scans.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";

/** What is unusual about a scan, in words, most important first; empty for an ordinary one. */
export function remarksOn(scan: ScanView): string[] {
  const remarks: string[] = [];
  if (scan.withdrawnAt !== null) remarks.push("Taken back: counts for nothing");
  if (scan.clock !== null) {
    const { aheadSeconds, by } = scan.clock;
    remarks.push(`Clock put right: device wrote “${scan.timestamp}”, ${aheadText(aheadSeconds)} by ${by}`);
  }
  if (scan.student !== null && !scan.identified) remarks.push("Claimed, not identified");
  if (scan.student !== null && !scan.known) remarks.push("No such student");
  if (scan.clockSuspect)
    remarks.push(`Clock suspect: device wrote “${scan.timestamp}”, time of receipt taken`);
  if (!scan.live) remarks.push("Sent after the device was offline");
  if (scan.direction === "out") remarks.push("On the way out");
  if (scan.repeats > 0) remarks.push(scan.repeats === 1 ? "Repeated once" : `Repeated ${scan.repeats} times`);
  return remarks;
}
