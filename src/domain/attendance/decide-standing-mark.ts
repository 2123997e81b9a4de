import { compareScans, type Scan } from "./scan.ts";

/** What the device's word makes of a scan in a standing session, or null for one that marks nobody. */
export function standingStatusOf(
  scan: Pick<Scan, "decision" | "identified" | "direction">,
): "present" | "late" | null {
  if (!scan.identified || scan.direction === "out") return null;
  if (scan.decision === "granted") return "present";
  return scan.decision === "late" ? "late" : null;
}

/** The scan on which a standing session's mark rests, and what it makes the mark. */
export interface StandingArrival {
  readonly status: "present" | "late";
  readonly scan: Scan;
}

/**
 * Decides one student's mark in a standing session. There is no start to be late for, so the device's
 * decision stands: the best of the day counts, and of equals the earliest. A denied scan, or one that
 * identified nobody, changes nothing.
 *
 * Folding is idempotent, commutative and associative: any order, repetition or batching of the same scans
 * gives the same arrival, so a decision may start from the arrival reached so far.
 *
 * @param soFar the arrival that earlier scans gave, or null
 * @param scans further scans of this student in this session's room on its day
 * @returns the arrival, or null while nobody was seen
 */
export function decideStandingMark(
  soFar: StandingArrival | null,
  scans: readonly Scan[],
): StandingArrival | null {
  let best = soFar;
  for (const scan of scans) {
    const status = standingStatusOf(scan);
    if (status === null) continue;
    if (best === null || isBetter({ status, scan }, best)) best = { status, scan };
  }
  return best;
}

function isBetter(candidate: StandingArrival, best: StandingArrival): boolean {
  if (candidate.status !== best.status) return candidate.status === "present";
  const order = compareScans(candidate.scan, best.scan);
  // A sender without ids can say the same words twice within one minute of its clock: two scans, of which any
  // order of deciding has to name the same one.
  return order < 0 || (order === 0 && candidate.scan.id < best.scan.id);
}
