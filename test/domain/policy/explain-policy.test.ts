import { expect, test } from "vitest";
import { explainPolicy, fieldText, type PolicyNumbers } from "../../../src/domain/policy/explain-policy.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { presets } from "../../../src/domain/policy/presets.ts";

const sentence = (field: string, numbers: PolicyNumbers): string | undefined =>
  explainPolicy(numbers).find((each) => each.field === field)?.sentence;

test.each([presets.credit, presets.dfe, presets.moodle])(
  "every field of the preset $name has one sentence, and no number is missing from its own",
  ({ policy: { version: _, ...numbers } }) => {
    const words = explainPolicy(numbers);
    expect(words.map(({ field }) => field).sort()).toEqual(Object.keys(numbers).sort());
    for (const { field, sentence: text } of words) {
      expect(text).toMatch(/\.$/);
      const value = numbers[field];
      if (typeof value === "number" && value > 1) expect(text).toContain(String(value));
    }
  },
);

test.each<[string, Partial<PolicyNumbers>, string]>([
  ["openBefore", { openBefore: 0 }, "Scans count from the start of a session."],
  ["openBefore", { openBefore: 1 }, "Scans count from 1 minute before a session starts."],
  ["onTimeGrace", { onTimeGrace: 0 }, "Seen by the start, a student is present."],
  ["onTimeGrace", { onTimeGrace: 5 }, "Seen by 5 minutes after the start, a student is present."],
  [
    "minimumStay",
    { minimumStay: { share: 0.75 } },
    "Whoever leaves after less than 75 % of the planned time left early.",
  ],
  ["minimumStay", { minimumStay: { minutes: 1 } }, "Whoever leaves after less than 1 minute left early."],
  ["lateCredit", { lateCredit: 0 }, "Late earns nothing."],
  ["lateCredit", { lateCredit: 1 }, "Late earns a full credit."],
  [
    "authorisedCredit",
    { authorisedCounts: true, authorisedCredit: 0.5 },
    "An authorised absence earns 0.5 of a credit.",
  ],
  ["poorBelow", { goodAt: 80, poorBelow: 80 }, "A rate below 80 % is poor."],
])("%s of %o reads: %s", (field, change, text) => {
  expect(sentence(field, { ...creditPolicy, ...change })).toBe(text);
});

test.each([
  ["maxSkewSeconds", "120 seconds"],
  ["finaliseAfterDays", "7 days"],
  ["maxBlindPct", "25 %"],
  ["lateCredit", "0.5"],
  ["minimumStay", "off"],
  ["authorisedCounts", "no"],
  ["method", "count"],
] as const)("the value of %s is told as %s", (field, text) => {
  expect(fieldText(field, creditPolicy)).toBe(text);
});
