import type { Policy } from "./policy.ts";
import { type PolicyField, policyFields } from "./policy-fields.ts";
import type { Preset } from "./presets.ts";

/** What is wrong with one field, as data. */
export type PolicyIssue =
  | { readonly field: "version"; readonly code: "not_a_version" }
  | { readonly field: PolicyField; readonly code: "not_a_number" | "not_whole" }
  | { readonly field: PolicyField; readonly code: "too_small"; readonly least: number }
  | { readonly field: PolicyField; readonly code: "too_large"; readonly most: number }
  | {
      readonly field: PolicyField;
      readonly code: "above_preset_cap";
      readonly most: number;
      readonly preset: Preset["name"];
    }
  /** The two fields contradict each other: the first may not be above the second. */
  | { readonly field: PolicyField; readonly code: "above_field"; readonly other: PolicyField }
  /** Counting minutes needs departures to be tracked, which `minimumStay` turns on. */
  | { readonly field: "method"; readonly code: "needs_exit_tracking" };

/**
 * What is wrong with a policy's numbers; empty for one that may be put in force. The types say which switches
 * exist, so only numbers and contradictions are looked at.
 *
 * @param preset the preset whose caps hold, or null for none
 */
export function invalidPolicy(policy: Policy, preset: Preset | null = null): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  if (!Number.isSafeInteger(policy.version) || policy.version < 1) {
    issues.push({ field: "version", code: "not_a_version" });
  }
  for (const field of Object.keys(policyFields) as PolicyField[]) {
    const value = policy[field];
    const { range, fractions } = policyFields[field];
    if (range === null || typeof value !== "number") continue;
    const issue = invalidNumber(field, value, range, fractions);
    if (issue) {
      issues.push(issue);
      continue;
    }
    const cap = preset?.caps[field];
    if (preset && cap !== undefined && value > cap) {
      issues.push({ field, code: "above_preset_cap", most: cap, preset: preset.name });
    }
  }
  const stay = policy.minimumStay;
  if (stay !== null) {
    const issue =
      "minutes" in stay
        ? invalidNumber("minimumStay", stay.minutes, [0, 24 * 60], true)
        : invalidNumber("minimumStay", stay.share, [0, 1], true);
    if (issue) issues.push(issue);
  }
  if (policy.onTimeGrace > policy.registerClose) {
    issues.push({ field: "onTimeGrace", code: "above_field", other: "registerClose" });
  }
  if (policy.poorBelow > policy.goodAt) {
    issues.push({ field: "poorBelow", code: "above_field", other: "goodAt" });
  }
  if (policy.method === "minutes" && policy.minimumStay === null) {
    issues.push({ field: "method", code: "needs_exit_tracking" });
  }
  return issues;
}

function invalidNumber(
  field: PolicyField,
  value: number,
  [least, most]: readonly [number, number],
  fractions: boolean,
): PolicyIssue | null {
  // A number that prints with an exponent is no decimal that a person wrote, and has no exact fraction here.
  if (!/^-?\d+(\.\d+)?$/.test(String(value))) return { field, code: "not_a_number" };
  if (value < least) return { field, code: "too_small", least };
  if (value > most) return { field, code: "too_large", most };
  if (!fractions && !Number.isInteger(value)) return { field, code: "not_whole" };
  return null;
}
