import { fieldText, type PolicyNumbers } from "../../domain/policy/explain-policy.ts";
import type { PolicyIssue } from "../../domain/policy/invalid-policy.ts";

/** What is wrong with a policy, told to whoever typed it: the field, its value and the remedy. */
export interface PolicyIssueView {
  readonly field: string;
  readonly message: string;
}

export function describePolicyIssue(issue: PolicyIssue, numbers: PolicyNumbers): PolicyIssueView {
  const { field } = issue;
  if (field === "version") return { field, message: "the version is taken by the server; leave it out" };
  const value = fieldText(field, numbers);
  return { field, message: `${value} ${remedyOf(issue, numbers)}` };
}

function remedyOf(issue: Exclude<PolicyIssue, { field: "version" }>, numbers: PolicyNumbers): string {
  switch (issue.code) {
    case "not_a_number":
      return "is no plain decimal number; write it without an exponent";
    case "not_whole":
      return "is not whole; give a whole number";
    case "too_small":
      return `is too small; give ${issue.least} or more`;
    case "too_large":
      return `is too large; give ${issue.most} or less`;
    case "above_preset_cap":
      return `is more than the preset ${issue.preset} allows; give ${issue.most} or less, or choose another preset`;
    case "above_field":
      return `is above ${issue.other} (${fieldText(issue.other, numbers)}); lower it, or raise ${issue.other}`;
    case "needs_exit_tracking":
      return "can be counted only where departures are tracked; set minimumStay, or count sessions";
  }
}
