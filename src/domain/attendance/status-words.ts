import type { MarkStatus } from "./mark.ts";

/** What a person calls each status, in sentences and on paper. */
export const statusWords: Readonly<Record<MarkStatus, string>> = {
  expected: "Expected",
  present: "Present",
  late: "Late",
  late_after_close: "Late after the register closed",
  not_seen: "Not seen yet",
  cannot_be_known: "Cannot be known yet",
  absent: "Absent",
  absent_authorised: "Authorised absence",
  elsewhere: "At an approved activity elsewhere",
  left_early: "Left early",
  not_possible: "Not counted",
  needs_review: "Needs review",
};
