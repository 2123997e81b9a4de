import { expect, test } from "vitest";
import { spreadOfRates } from "../../web/app/reports/spread-of-rates.ts";

const exact = { num: "1", den: "1", value: 1 };
const student = (percent: number | null, band: "good" | "fair" | "poor" | null) => ({
  student: { id: "S", name: null },
  percent,
  band,
  earned: exact,
  possible: exact,
  counts: {},
});

test("each student with a rate stands in one step, full marks in the last, and whoever has none in none", () => {
  const steps = spreadOfRates([
    student(100, "good"),
    student(90, "good"),
    student(79.9, "fair"),
    student(0, "poor"),
    student(null, null),
  ]);
  expect(steps.map(({ good, fair, poor }) => good + fair + poor)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 2]);
  expect(steps[9]).toEqual({ from: 90, good: 2, fair: 0, poor: 0 });
});
