import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { figuresOf } from "../../../src/domain/attendance/figures.ts";
import { type MarkStatus, markStatuses } from "../../../src/domain/attendance/mark.ts";
import { bandOf, shownPercent } from "../../../src/domain/attendance/rate.ts";
import { compare, fromDecimal, rational } from "../../../src/domain/kernel/rational.ts";
import { creditPolicy, dfePolicy, moodlePolicy } from "../../../src/domain/policy/policy.ts";

const start = Temporal.Instant.from("2026-01-15T00:00:00Z");
const asOf = start.add({ hours: 12 });

interface Rated {
  readonly status: MarkStatus;
  readonly arrival?: "present" | "late";
  readonly weight: number;
  readonly standing: boolean;
}
const session = (status: MarkStatus, told: Partial<Rated> = {}): Rated => ({
  status,
  weight: 1,
  standing: false,
  ...told,
});
const sessions = (...statuses: MarkStatus[]) => statuses.map((status) => session(status));
const standing = (...statuses: MarkStatus[]) => statuses.map((status) => session(status, { standing: true }));
const of = (rated: readonly Rated[], policy = creditPolicy) => {
  const figures = figuresOf(
    rated.map(({ status, arrival = null, weight, standing }, index) => ({
      session: {
        id: String(index),
        kind: standing ? "standing" : "timetabled",
        start,
        end: start.add({ hours: standing ? 24 : 1 }),
        required: true,
        weight,
      },
      mark: { status, arrival, presentMs: null, leave: null },
      lastSeen: null,
    })),
    { policy, asOf, window: null, timeZone: "UTC", lastSight: null },
  );
  const excluded: Record<string, number> = {};
  for (const { because } of figures.leftOut) excluded[because] = (excluded[because] ?? 0) + 1;
  const { earned, possible, percent, counts, method, policyVersion } = figures;
  return { earned, possible, percent, counts, method, policyVersion, asOf: figures.asOf, excluded };
};

const anySession = fc.record({
  status: fc.constantFrom(...markStatuses),
  arrival: fc.constantFrom<"present" | "late">("present", "late"),
  weight: fc.integer({ min: 1, max: 400 }).map((hundredths) => hundredths / 100),
  standing: fc.boolean(),
});
const anyPolicy = fc
  .record({
    lateCredit: fc.integer({ min: 0, max: 100 }),
    lateAfterCloseCredit: fc.integer({ min: 0, max: 100 }),
    leftEarlyCredit: fc.integer({ min: 0, max: 100 }),
    authorisedCredit: fc.integer({ min: 0, max: 100 }),
    authorisedCounts: fc.boolean(),
  })
  .map(({ authorisedCounts, ...credits }) => ({
    ...creditPolicy,
    authorisedCounts,
    lateCredit: credits.lateCredit / 100,
    lateAfterCloseCredit: credits.lateAfterCloseCredit / 100,
    leftEarlyCredit: credits.leftEarlyCredit / 100,
    authorisedCredit: credits.authorisedCredit / 100,
  }));

describe("the original's school", () => {
  test("granted, late and denied in three rooms is 1.5 of 3, 50.0 %", () => {
    const rate = of(standing("present", "late", "not_seen"));
    expect(rate.earned).toEqual({ num: 3n, den: 2n });
    expect(rate.possible).toEqual({ num: 3n, den: 1n });
    expect(shownPercent(rate)).toBe(50);
    expect(bandOf(rate, creditPolicy)).toBe("fair");
  });

  test("a fresh start is 0 of 3, 0.0 %, and poor", () => {
    const rate = of(standing("not_seen", "not_seen", "not_seen"));
    expect(rate.possible).toEqual({ num: 3n, den: 1n });
    expect(shownPercent(rate)).toBe(0);
    expect(bandOf(rate, creditPolicy)).toBe("poor");
  });
});

describe("a rate", () => {
  test.each([
    ["no session at all", []],
    ["sessions of which nothing is known yet", sessions("expected", "not_seen")],
    [
      "sessions to look at, not possible or excused",
      sessions("needs_review", "not_possible", "absent_authorised"),
    ],
  ])("over %s is none: neither 0 nor 100, and no band", (_what, rated) => {
    const rate = of(rated);
    expect(rate.percent).toBeNull();
    expect(shownPercent(rate)).toBeNull();
    expect(bandOf(rate, creditPolicy)).toBeNull();
  });

  test("shows its sum: counts of every status, and what was left out and why", () => {
    const rate = of(
      sessions(
        "present",
        "present",
        "absent",
        "needs_review",
        "not_possible",
        "absent_authorised",
        "expected",
      ),
    );
    expect(rate.counts).toEqual({
      present: 2,
      absent: 1,
      needs_review: 1,
      not_possible: 1,
      absent_authorised: 1,
      expected: 1,
    });
    expect(rate.excluded).toEqual({ needs_review: 1, not_possible: 1, authorised: 1, undecided: 1 });
    expect(rate).toMatchObject({ method: "count", policyVersion: 1, asOf });
    expect(rate.percent).toEqual({ num: 200n, den: 3n });
    expect(shownPercent(rate)).toBe(66.7);
  });

  test("is exact: thirds of a tenth add up to what a person expects", () => {
    const rated = Array.from({ length: 30 }, () => session("late", { weight: 0.1 }));
    expect(of(rated, { ...creditPolicy, lateCredit: 0.3 }).earned).toEqual(fromDecimal(0.9));
  });

  test("weighs: one of weight 3 attended and one of weight 1 missed is 75 %", () => {
    expect(shownPercent(of([session("present", { weight: 3 }), session("absent")]))).toBe(75);
  });

  test.each([
    ["credit", creditPolicy, 75],
    ["dfe", dfePolicy, 66.7],
    ["moodle", moodlePolicy, 66.7],
  ])("under %s of present, late and excused is as its rules say", (_name, policy, shown) => {
    expect(shownPercent(of(sessions("present", "late", "absent_authorised"), policy))).toBe(shown);
  });

  test("is within 0 and 100 or absent, and its counts add up to its sessions", () => {
    fc.assert(
      fc.property(fc.array(anySession, { maxLength: 30 }), anyPolicy, (rated, policy) => {
        const rate = of(rated, policy);
        if (rate.percent !== null) {
          expect(compare(rate.percent, rational(0n, 1n))).toBeGreaterThanOrEqual(0);
          expect(compare(rate.percent, rational(100n, 1n))).toBeLessThanOrEqual(0);
        }
        expect(rate.percent === null).toBe(rate.possible.num === 0n);
        const sum = (counts: Readonly<Record<string, number>>) =>
          Object.values(counts).reduce((total, count) => total + count, 0);
        expect(sum(rate.counts)).toBe(rated.length);
        expect(sum(rate.excluded)).toBeLessThanOrEqual(rated.length);
      }),
    );
  });

  test("does not depend on the order of its sessions", () => {
    const reordered = fc
      .array(anySession, { maxLength: 15 })
      .chain((rated) =>
        fc.tuple(fc.constant(rated), fc.shuffledSubarray(rated, { minLength: rated.length })),
      );
    fc.assert(
      fc.property(reordered, anyPolicy, ([rated, shuffled], policy) => {
        expect(of(shuffled, policy)).toEqual(of(rated, policy));
      }),
    );
  });

  test("never falls when a standing session's mark gets better", () => {
    const better = { not_seen: "late", late: "present", present: "present" } as const;
    const status = fc.constantFrom<keyof typeof better>("not_seen", "late", "present");
    fc.assert(
      fc.property(
        fc.array(status, { minLength: 1, maxLength: 10 }),
        fc.nat(9),
        anyPolicy,
        (statuses, at, policy) => {
          const before = of(standing(...statuses), policy).percent;
          const improved = statuses.map((each, index) => (index === at ? better[each] : each));
          const after = of(standing(...improved), policy).percent;
          if (before === null || after === null) throw new Error("a standing session always counts");
          expect(compare(after, before)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("a band", () => {
  test.each([
    // Each of these shows as 50.0 or 80.0; what it shows as decides nothing.
    [4995n, 100n, "poor"],
    [49_999n, 1000n, "poor"],
    [50n, 1n, "fair"],
    [5001n, 100n, "fair"],
    [7995n, 100n, "fair"],
    [79_999n, 1000n, "fair"],
    [80n, 1n, "good"],
    [8001n, 100n, "good"],
    [0n, 1n, "poor"],
    [100n, 1n, "good"],
  ])("of %d/%d % is %s, never by the rounded number", (num, den, band) => {
    expect(bandOf({ percent: rational(num, den) }, creditPolicy)).toBe(band);
  });

  test.each([
    [9994n, 200n, 49.97],
    [9988n, 200n, 49.9],
    [9989n, 200n, 49.9],
    [1n, 3n, 0.3],
    [1n, 20n, 0.1],
  ])("beside it %d/%d is shown as %d", (num, den, shown) => {
    expect(shownPercent({ percent: rational(num, den) })).toBe(shown);
  });
});
