import { type AttentionRule, dfeAttentionRules } from "../../domain/attendance/attention.ts";

/** A rule as it is kept: the condition, and whether the staff of the student's classes hear of it as well. */
export type KeptRule = AttentionRule & { readonly tellStaff: boolean };

/** The rules that an institution begins with. */
export const firstAttentionRules: readonly KeptRule[] = [
  { id: "below-80", kind: "below", percent: 80, tellStaff: false },
  { id: "three-in-a-row", kind: "absences_in_a_row", count: 3, tellStaff: false },
  { id: "unseen-14-days", kind: "days_unseen", days: 14, tellStaff: false },
];

/** Rules that are there to be taken up: the first ones, and England's thresholds. */
export const offeredAttentionRules: readonly KeptRule[] = [
  ...firstAttentionRules,
  ...dfeAttentionRules.map((rule) => ({ ...rule, tellStaff: false })),
];

/** Where the rules about rates begin, in percent of what could be earned. */
export function thresholdsOf(rules: readonly AttentionRule[]): readonly number[] {
  return rules.flatMap((rule) =>
    rule.kind === "below"
      ? [rule.percent]
      : rule.kind === "missed"
        ? [Math.round((100 - rule.percent) * 100) / 100]
        : [],
  );
}

/** What is wrong with a rule: where, what was given, and what to do about it. */
export interface RuleComplaint {
  readonly field: string;
  readonly message: string;
}

const idPattern = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** What is wrong with rules that keep to their schema; empty where nothing is. */
export function invalidRules(rules: readonly KeptRule[]): readonly RuleComplaint[] {
  const complaints: RuleComplaint[] = [];
  const seen = new Set<string>();
  for (const [at, rule] of rules.entries()) {
    const complain = (field: string, message: string): void => {
      complaints.push({ field: `rules.${at}.${field}`, message });
    };
    if (!idPattern.test(rule.id)) {
      complain(
        "id",
        `is "${rule.id}"; give 1 to 40 of a-z, 0-9, '-' and '_', beginning with a letter or digit`,
      );
    } else if (seen.has(rule.id)) {
      complain("id", `is "${rule.id}", as another rule's is; give each rule an id of its own`);
    }
    seen.add(rule.id);
    if (rule.kind !== "below" && rule.kind !== "missed") continue;
    const { kind, percent } = rule;
    if (percent === 0) {
      const why = kind === "below" ? "nothing is below that" : "everybody has missed that much";
      complain("percent", `is 0, and ${why}; give more than 0`);
    } else if (!/^\d+(\.\d{1,2})?$/.test(String(percent))) {
      complain("percent", `is ${percent}; give at most two decimals`);
    }
  }
  return complaints;
}
