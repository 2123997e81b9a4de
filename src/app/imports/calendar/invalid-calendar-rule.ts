import type { CalendarRule } from "./calendar-rule.ts";
import { ianaZone } from "./wall-zone.ts";

/** What is wrong with one field of a rule. */
export interface InvalidRuleField {
  readonly field: "summary" | "locationNoise" | "timeZone" | "zones";
  readonly value: string;
  readonly message: string;
  readonly remedy: string;
}

/** What keeps a rule from being followed; empty for a rule that can be. */
export function invalidCalendarRule(rule: CalendarRule): readonly InvalidRuleField[] {
  const invalid: InvalidRuleField[] = [];
  const summary = groupsOf(rule.summary);
  if ("reason" in summary) {
    invalid.push({
      field: "summary",
      value: rule.summary,
      message: `is no regular expression: ${summary.reason}`,
      remedy: "Correct it, or begin with the usual rule.",
    });
  } else if (!summary.groups.includes("class")) {
    invalid.push({
      field: "summary",
      value: rule.summary,
      message: "names no class",
      remedy: "Put (?<class>…) around the part that is the class's code.",
    });
  }
  const noise = groupsOf(rule.locationNoise);
  if ("reason" in noise) {
    invalid.push({
      field: "locationNoise",
      value: rule.locationNoise,
      message: `is no regular expression: ${noise.reason}`,
      remedy: "Correct it, or leave it empty.",
    });
  }
  const zones = [...(rule.timeZone === null ? [] : [["timeZone", rule.timeZone] as const])];
  for (const [field, value] of [
    ...zones,
    ...Object.values(rule.zones).map((zone) => ["zones", zone] as const),
  ]) {
    if (ianaZone(value) !== null) continue;
    invalid.push({
      field,
      value,
      message: "is no time zone",
      remedy: "Give one of the IANA's, such as Europe/London.",
    });
  }
  return invalid;
}

function groupsOf(pattern: string): { readonly groups: readonly string[] } | { readonly reason: string } {
  try {
    // Of a match without text all groups are told, and nothing is searched.
    return { groups: Object.keys(new RegExp(`${pattern}|`, "u").exec("")?.groups ?? {}) };
  } catch (error) {
    if (error instanceof SyntaxError) return { reason: error.message };
    throw error;
  }
}
