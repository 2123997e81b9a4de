import type { MarkStatus } from "../../src/domain/attendance/mark.ts";

/** One or two letters for each status, where a cell has no room for its word; the legend says them all. */
export const markLetters: Readonly<Record<MarkStatus, string>> = {
  expected: "·",
  present: "P",
  late: "L",
  late_after_close: "LL",
  not_seen: "–",
  absent: "A",
  absent_authorised: "E",
  elsewhere: "V",
  left_early: "D",
  not_possible: "N",
  cannot_be_known: "K",
  needs_review: "?",
};
