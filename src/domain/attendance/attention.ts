import { type Figures, hasMissed, isBelow } from "./figures.ts";

/** A condition on a student's figures under which somebody should look. */
export type AttentionRule =
  | { readonly id: string; readonly kind: "below"; readonly percent: number }
  | { readonly id: string; readonly kind: "absences_in_a_row"; readonly count: number }
  | { readonly id: string; readonly kind: "days_unseen"; readonly days: number }
  /** At least this share of what was possible was missed. */
  | { readonly id: string; readonly kind: "missed"; readonly percent: number };

/** England's thresholds: persistently absent from 10 % missed, severely from 50 %. */
export const dfeAttentionRules: readonly AttentionRule[] = [
  { id: "persistent", kind: "missed", percent: 10 },
  { id: "severe", kind: "missed", percent: 50 },
];

/** What a review of the rules changes: alerts to open, and open ones that no longer hold. */
export interface AttentionReview {
  readonly opened: readonly AttentionRule[];
  /** Ids of rules whose alert is taken back. A rule that was dropped takes its alert along. */
  readonly retracted: readonly string[];
}

/** Whether a rule's condition holds. Compared by the exact sums; no counted session is no reason to worry. */
export function callsForAttention(rule: AttentionRule, figures: Figures): boolean {
  switch (rule.kind) {
    case "below":
      return isBelow(figures, rule.percent);
    case "absences_in_a_row":
      return figures.currentAbsence >= rule.count;
    case "days_unseen":
      return figures.daysUnseen !== null && figures.daysUnseen >= rule.days;
    case "missed":
      return hasMissed(figures, rule.percent);
  }
}

/**
 * Which alerts to open and which to retract for one student. Reviewing again with the outcome changes nothing.
 *
 * @param open the ids of rules whose alert is open now
 */
export function reviewAttention(
  rules: readonly AttentionRule[],
  figures: Figures,
  open: ReadonlySet<string>,
): AttentionReview {
  const holding = rules.filter((rule) => callsForAttention(rule, figures));
  const held = new Set(holding.map(({ id }) => id));
  return {
    opened: holding.filter(({ id }) => !open.has(id)),
    retracted: [...open].filter((id) => !held.has(id)).sort(),
  };
}
