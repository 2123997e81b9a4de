import type { MarkView } from "../../../src/contract/http/sessions.ts";

/** The kinds of marks that a register is read by, in the order in which they are told. */
export const markKinds = [
  "present",
  "late",
  "missing",
  "unknown",
  "review",
  "excused",
  "expected",
  "uncounted",
] as const;
export type MarkKind = (typeof markKinds)[number];

const kinds: Readonly<Record<MarkView["status"], MarkKind>> = {
  expected: "expected",
  present: "present",
  late: "late",
  late_after_close: "late",
  left_early: "late",
  not_seen: "missing",
  cannot_be_known: "unknown",
  absent: "missing",
  absent_authorised: "excused",
  elsewhere: "excused",
  not_possible: "uncounted",
  needs_review: "review",
};

/** Under which of the few counts a status is told. */
export const kindOf = (status: MarkView["status"]): MarkKind => kinds[status];
