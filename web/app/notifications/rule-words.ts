import type { AttentionRuleView } from "../../../src/contract/http/alerts.ts";

export type RuleKind = AttentionRuleView["kind"];

/** Around the number of a rule: what stands before and behind it. */
export const rulePhrases: Readonly<Record<RuleKind, { readonly before: string; readonly after: string }>> = {
  below: { before: "Attended below", after: "%" },
  absences_in_a_row: { before: "Absent", after: "times in a row or more" },
  days_unseen: { before: "Not seen for", after: "days or more" },
  missed: { before: "Missed", after: "% or more" },
};

/** What each kind looks at. */
export const ruleNotes: Readonly<Record<RuleKind, string>> = {
  below: "The student's rate by the policy in force.",
  absences_in_a_row: "The last sessions that count, one after the other.",
  days_unseen: "Since the student was last seen; before that, since the first session.",
  missed: "Of what was possible to attend, whatever late is worth.",
};

export const ruleNumber = (rule: AttentionRuleView): number => {
  switch (rule.kind) {
    case "below":
    case "missed":
      return rule.percent;
    case "absences_in_a_row":
      return rule.count;
    case "days_unseen":
      return rule.days;
  }
};

/** A rule in words: `Not seen for 14 days or more`. */
export function writeRule(rule: AttentionRuleView): string {
  const { before, after } = rulePhrases[rule.kind];
  return `${before} ${ruleNumber(rule)} ${after}`
    .replace(/ 1 times in a row/, " once")
    .replace(/ 1 days/, " 1 day");
}
