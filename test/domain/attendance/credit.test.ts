import { describe, expect, test } from "vitest";
import { worthOf } from "../../../src/domain/attendance/credit.ts";
import { type MarkStatus, markStatuses } from "../../../src/domain/attendance/mark.ts";
import { creditPolicy, dfePolicy, moodlePolicy, type Policy } from "../../../src/domain/policy/policy.ts";

/** A mark's worth as a person would write it: its credit, or why it is left out. */
function worth(status: MarkStatus, policy: Policy, standing = false): number | string {
  const told = worthOf({ status }, policy, standing);
  return told.counted ? Number(told.credit.num) / Number(told.credit.den) : told.because;
}

const expected: Readonly<
  Record<MarkStatus, readonly [credit: number | string, dfe: number | string, moodle: number | string]>
> = {
  expected: ["undecided", "undecided", "undecided"],
  present: [1, 1, 1],
  late: [0.5, 1, 0.5],
  late_after_close: [0, 0, 0],
  cannot_be_known: ["undecided", "undecided", "undecided"],
  not_seen: ["undecided", "undecided", "undecided"],
  absent: [0, 0, 0],
  absent_authorised: ["authorised", 0, 0.5],
  elsewhere: [1, 1, 1],
  left_early: [0.5, 0.5, 0.5],
  not_possible: ["not_possible", "not_possible", "not_possible"],
  needs_review: ["needs_review", "needs_review", "needs_review"],
};

describe("what a mark is worth", () => {
  test.each(markStatuses.map((status) => [status, ...expected[status]] as const))(
    "%s is %s by default, %s under dfe, %s under moodle",
    (status, byDefault, dfe, moodle) => {
      expect(worth(status, creditPolicy)).toBe(byDefault);
      expect(worth(status, dfePolicy)).toBe(dfe);
      expect(worth(status, moodlePolicy)).toBe(moodle);
    },
  );

  test.each(["expected", "not_seen"] as const)(
    "%s counts as nothing in a standing session that has begun",
    (status) => {
      expect(worth(status, creditPolicy, true)).toBe(0);
    },
  );

  test("nobody whom a silent reader may have missed is counted on a standing day", () => {
    expect(worth("cannot_be_known", creditPolicy, true)).toBe(worth("cannot_be_known", creditPolicy));
    expect(worth("needs_review", creditPolicy, true)).toBe(worth("needs_review", creditPolicy));
  });

  test.each([
    ["present", 0.5, 0.5, 0.5],
    ["present", 0.2, 0.5, 0.5],
    ["late", 0.2, 0.5, 0.2],
    ["late", 0.8, 0.5, 0.5],
    ["present", 1, 1, 1],
  ] as const)(
    "left early, arrived %s: of late %d and left early %d the lesser, %d",
    (arrival, lateCredit, leftEarlyCredit, credit) => {
      const told = worthOf(
        { status: "left_early", arrival },
        { ...creditPolicy, lateCredit, leftEarlyCredit },
        false,
      );
      expect(told.counted && Number(told.credit.num) / Number(told.credit.den)).toBe(credit);
    },
  );
});
