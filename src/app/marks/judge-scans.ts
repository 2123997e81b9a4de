import type { Temporal } from "temporal-polyfill";
import type { Scan } from "../../domain/attendance/scan.ts";
import { isSighting } from "../../domain/attendance/sighting.ts";
import { musterItself } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { judgeMarks } from "./judge-marks.ts";

/** As much of a stored scan as says whom it concerns. */
export interface SightedScan extends Pick<Scan, "occurredAt" | "decision" | "identified"> {
  readonly personId: string | null;
  readonly roomId: string | null;
}

/**
 * Judges the marks in timetabled sessions that scans bear on, which are stored already.
 *
 * @returns how many revisions were stored
 */
export async function judgeScans(
  transaction: FactTransaction,
  scans: readonly SightedScan[],
  now: Temporal.Instant,
): Promise<number> {
  const students = scans.flatMap((scan) =>
    scan.personId === null || scan.roomId === null || !isSighting(scan)
      ? []
      : [{ student: scan.personId, from: scan.occurredAt, to: scan.occurredAt }],
  );
  if (students.length === 0) return 0;
  return judgeMarks(transaction, { sessions: [], students }, { now, actor: musterItself, reason: null });
}
