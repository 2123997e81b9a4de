import type { AttentionRuleView } from "../../../src/contract/http/alerts.ts";
import { type RuleKind, ruleNumber } from "./rule-words.ts";

/** A rule that is being written: its number as it was typed. */
export interface RuleDraft {
  readonly id: string;
  readonly kind: RuleKind;
  readonly typed: string;
  readonly tellStaff: boolean;
}

export const draftRule = (rule: AttentionRuleView): RuleDraft => ({
  id: rule.id,
  kind: rule.kind,
  typed: String(ruleNumber(rule)),
  tellStaff: rule.tellStaff,
});

/** The rule that was typed, or what is wrong with its number and what to do. */
export function readRule({
  id,
  kind,
  typed,
  tellStaff,
}: RuleDraft): AttentionRuleView | { readonly trouble: string } {
  const text = typed.trim().replace(",", ".");
  if (kind === "below" || kind === "missed") {
    const percent = Number(text);
    if (!/^\d+(\.\d{1,2})?$/.test(text) || percent > 100 || percent === 0) {
      return { trouble: "Give a percentage above 0 and up to 100, with at most two decimals." };
    }
    return { id, kind, percent, tellStaff };
  }
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1000)
    return { trouble: "Give a whole number from 1 to 1000." };
  return kind === "days_unseen" ? { id, kind, days: count, tellStaff } : { id, kind, count, tellStaff };
}

const stems: Readonly<Record<RuleKind, string>> = {
  below: "below",
  absences_in_a_row: "in-a-row",
  days_unseen: "unseen",
  missed: "missed",
};

/** An id that no rule has: the kind and a number. */
export function freshRuleId(kind: RuleKind, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const id = `${stems[kind]}-${n}`;
    if (!taken.includes(id)) return id;
  }
}
