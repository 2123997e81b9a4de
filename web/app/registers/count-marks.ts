import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { kindOf, type MarkKind } from "./mark-kinds.ts";

/** Who is here, who came late, who is missing, and what waits for a person. */
export type MarkCounts = Readonly<Record<MarkKind, number>>;

/** Sums the counts of a session's statuses into the few that are read in passing; they add up to those expected. */
export function countMarks(counts: SessionRow["counts"]): MarkCounts {
  const sums = {
    present: 0,
    late: 0,
    missing: 0,
    unknown: 0,
    review: 0,
    excused: 0,
    expected: 0,
    uncounted: 0,
  };
  for (const status of markStatuses) sums[kindOf(status)] += counts[status] ?? 0;
  return sums;
}

/** The counts of several sessions as one. */
export function sumCounts(sessions: readonly Pick<SessionRow, "counts">[]): SessionRow["counts"] {
  const sums: SessionRow["counts"] = {};
  for (const { counts } of sessions) {
    for (const status of markStatuses) {
      const count = counts[status] ?? 0;
      if (count > 0) sums[status] = (sums[status] ?? 0) + count;
    }
  }
  return sums;
}
