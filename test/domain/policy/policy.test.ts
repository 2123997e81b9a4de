import { describe, expect, test } from "vitest";
import { creditPolicy, dfePolicy, moodlePolicy } from "../../../src/domain/policy/policy.ts";

const presets = { credit: creditPolicy, dfe: dfePolicy, moodle: moodlePolicy };

describe.each(Object.entries(presets))("the preset %s", (_name, policy) => {
  test("has credits within 0 and 1", () => {
    for (const credit of [
      policy.lateCredit,
      policy.lateAfterCloseCredit,
      policy.leftEarlyCredit,
      policy.authorisedCredit,
    ]) {
      expect(credit).toBeGreaterThanOrEqual(0);
      expect(credit).toBeLessThanOrEqual(1);
    }
  });

  test("closes its register after the grace, within the 30 minutes that the DfE permits", () => {
    expect(policy.onTimeGrace).toBeLessThanOrEqual(policy.registerClose);
    expect(policy.registerClose).toBeLessThanOrEqual(30);
  });

  test("has bands in order", () => {
    expect(policy.poorBelow).toBeLessThanOrEqual(policy.goodAt);
  });
});

test("presets differ in what marks are worth and in nothing else", () => {
  const judging = ({
    lateCredit: _l,
    authorisedCounts: _c,
    authorisedCredit: _a,
    ...rest
  }: typeof creditPolicy) => rest;
  expect(judging(dfePolicy)).toEqual(judging(creditPolicy));
  expect(judging(moodlePolicy)).toEqual(judging(creditPolicy));
  expect([creditPolicy, dfePolicy, moodlePolicy].map(({ lateCredit }) => lateCredit)).toEqual([0.5, 1, 0.5]);
});
