import { describe, expect, test } from "vitest";
import { invalidRules, offeredAttentionRules } from "../../../src/app/attention/attention-rules.ts";
import { attentionRuleView } from "../../../src/contract/http/alerts.ts";
import { draftRule, freshRuleId, readRule } from "../../../web/app/notifications/rule-draft.ts";
import { writeRule } from "../../../web/app/notifications/rule-words.ts";

const draft = (kind: "below" | "absences_in_a_row" | "days_unseen" | "missed", typed: string) => ({
  id: "one",
  kind,
  typed,
  tellStaff: false,
});

describe("a rule for attention that is written", () => {
  test("comes back from the form as it went in", () => {
    for (const rule of offeredAttentionRules) expect(readRule(draftRule(rule))).toEqual(rule);
  });

  test.each([
    ["below", "0"],
    ["below", "100.01"],
    ["missed", "33.333"],
    ["missed", "ten"],
    ["absences_in_a_row", "0"],
    ["absences_in_a_row", "2.5"],
    ["days_unseen", "1001"],
    ["days_unseen", ""],
  ] as const)("is refused where the server would: %s %s", (kind, typed) => {
    expect(readRule(draft(kind, typed))).toEqual({ trouble: expect.stringMatching(/^Give /) });
  });

  test.each([
    ["below", "100"],
    ["below", "0.5"],
    ["missed", "33,3"],
    ["absences_in_a_row", "1"],
    ["days_unseen", "1000"],
  ] as const)("is taken at its edges as by the server: %s %s", (kind, typed) => {
    const rule = attentionRuleView.parse(readRule(draft(kind, typed)));
    expect(invalidRules([rule])).toEqual([]);
  });

  test("gets an id that the server takes and no other rule has", () => {
    const ids = ["below-1", "in-a-row-1"];
    const id = freshRuleId("below", ids);
    expect(id).toBe("below-2");
    expect(
      invalidRules([
        { id: freshRuleId("absences_in_a_row", ids), kind: "absences_in_a_row", count: 1, tellStaff: false },
      ]),
    ).toEqual([]);
  });

  test("is told in words", () => {
    expect(offeredAttentionRules.map(writeRule)).toEqual([
      "Attended below 80 %",
      "Absent 3 times in a row or more",
      "Not seen for 14 days or more",
      "Missed 10 % or more",
      "Missed 50 % or more",
    ]);
  });
});
