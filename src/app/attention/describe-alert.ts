import type { AttentionRule } from "../../domain/attendance/attention.ts";
import { withWrittenDays } from "../../domain/kernel/with-written-days.ts";
import type { AlertEvidence } from "./evidence.ts";

/** A rule in words, without its verdict: `below 80 %`. */
export function ruleText(rule: AttentionRule): string {
  switch (rule.kind) {
    case "below":
      return `below ${rule.percent} %`;
    case "absences_in_a_row":
      return rule.count === 1 ? "an absence" : `${rule.count} absences in a row`;
    case "days_unseen":
      return `${rule.days} ${rule.days === 1 ? "day" : "days"} without being seen`;
    case "missed":
      return `${rule.percent} % missed`;
  }
}

/** Why an alert is open, with its sum: figures and days, and never a name. */
export function describeAlert(rule: AttentionRule, found: AlertEvidence): string {
  return `${capital(written(rule, found))}. The rule: ${ruleText(rule)}${rule.kind === "below" ? "" : " or more"}.`;
}

/** Why an alert is taken back: what the figures were when it opened, and what they are now. */
export function describeRetraction(rule: AttentionRule, before: AlertEvidence, now: AlertEvidence): string {
  return `No longer ${ruleText(rule)}. When it opened: ${written(rule, before)}. Now: ${written(rule, now)}.`;
}

/** Why an alert is taken back without a look at figures. */
export const takenBack = {
  rule: "The rule was dropped or changed into another.",
  enrolment: "The student is no longer enrolled.",
} as const;

/** The same, its days as people write them: what was kept with an alert has them as dates. */
const written = (rule: AttentionRule, found: AlertEvidence): string => withWrittenDays(measured(rule, found));

/** What a rule looks at, as the figures have it. */
function measured({ kind }: AttentionRule, found: AlertEvidence): string {
  switch (kind) {
    case "below":
      return `${found.sum}, ${found.window}`;
    case "absences_in_a_row": {
      const { currentAbsence: n, lastSeen } = found;
      const run = n === 0 ? "no absence" : n === 1 ? "1 absence" : `${n} absences in a row`;
      return lastSeen === null ? run : `${run}, last seen on ${lastSeen}`;
    }
    case "days_unseen": {
      const { daysUnseen: n, lastSeen } = found;
      if (n === null) return "no session yet";
      if (lastSeen === null) return `not seen in the ${days(n)} since the first session`;
      if (found.unseenSinceFirst)
        return `not seen in the ${days(n)} since the first session, last on ${lastSeen}`;
      return n === 0 ? `seen on ${lastSeen}` : `not seen for ${days(n)}, last on ${lastSeen}`;
    }
    case "missed":
      return found.missed === null ? found.sum : `${found.missed} missed: ${found.sum}, ${found.window}`;
  }
}

function days(n: number): string {
  return n === 1 ? "1 day" : `${n} days`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
