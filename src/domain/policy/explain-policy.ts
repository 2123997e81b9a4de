import type { Policy } from "./policy.ts";
import { type PolicyField, policyFields } from "./policy-fields.ts";

/** The numbers and switches of a policy, whatever version they become. */
export type PolicyNumbers = Omit<Policy, "version">;

/** Each rule that follows from a policy, as a sentence that names its number. */
export function explainPolicy(
  numbers: PolicyNumbers,
): { readonly field: PolicyField; readonly sentence: string }[] {
  return policyFieldNames.map((field) => ({ field, sentence: tellRule(field, numbers) }));
}

/** The rule that follows from one field, as a sentence. */
export function tellRule(field: PolicyField, numbers: PolicyNumbers): string {
  return sentences[field](numbers);
}

/** The value of one field with its unit, for one that reads a list of changes. */
export function fieldText(field: PolicyField, numbers: PolicyNumbers): string {
  const value = numbers[field];
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (typeof value !== "number") return stayText(value);
  switch (policyFields[field].unit) {
    case "minutes":
      return amount(value, "minute");
    case "seconds":
      return amount(value, "second");
    case "days":
      return amount(value, "day");
    case "percent":
      return `${value} %`;
    case "credit":
    case "choice":
    case "switch":
    case "stay":
      return String(value);
  }
}

/** Every field, in the order in which rules are told. */
export const policyFieldNames: readonly PolicyField[] = [
  "openBefore",
  "onTimeGrace",
  "registerClose",
  "exitGrace",
  "minimumStay",
  "maxSkewSeconds",
  "maxBlindPct",
  "finaliseAfterDays",
  "lateCredit",
  "lateAfterCloseCredit",
  "leftEarlyCredit",
  "authorisedCounts",
  "authorisedCredit",
  "method",
  "wrongRoom",
  "trustDeviceLate",
  "goodAt",
  "poorBelow",
];

const sentences: Readonly<Record<PolicyField, (numbers: PolicyNumbers) => string>> = {
  openBefore: ({ openBefore }) =>
    openBefore === 0
      ? "Scans count from the start of a session."
      : `Scans count from ${amount(openBefore, "minute")} before a session starts.`,
  onTimeGrace: ({ onTimeGrace }) => `Seen by ${afterStart(onTimeGrace)}, a student is present.`,
  registerClose: ({ registerClose, onTimeGrace }) =>
    registerClose === onTimeGrace
      ? "Nobody is late: whoever is seen after that is late after the register closed."
      : `Seen after that and by ${afterStart(registerClose)}, a student is late. Seen later still, late after the register closed.`,
  exitGrace: ({ exitGrace }) =>
    exitGrace === 0
      ? "A session closes at its end. Before that nobody is absent."
      : `A session closes ${amount(exitGrace, "minute")} after its end. Before that nobody is absent.`,
  minimumStay: ({ minimumStay }) => {
    if (minimumStay === null) return "Departures are not tracked: nobody is said to have left early.";
    return "minutes" in minimumStay
      ? `Whoever leaves after less than ${amount(minimumStay.minutes, "minute")} left early.`
      : `Whoever leaves after less than ${percent(minimumStay.share)} of the planned time left early.`;
  },
  maxSkewSeconds: ({ maxSkewSeconds }) =>
    `A device's clock may be wrong by ${amount(maxSkewSeconds, "second")}. Beyond that the time of receipt holds.`,
  maxBlindPct: ({ maxBlindPct }) =>
    `Whoever was not seen needs review where a reader was blind for more than ${maxBlindPct} % of the time in which students arrive. A silent camera makes nobody absent; on a day of a standing class it is asked whether it was blind at any moment.`,
  finaliseAfterDays: ({ finaliseAfterDays }) =>
    finaliseAfterDays === 0
      ? "A register with nothing to review becomes final at the end of its session."
      : `A register with nothing to review becomes final ${amount(finaliseAfterDays, "day")} after its session.`,
  lateCredit: ({ lateCredit }) => `Late earns ${credit(lateCredit)}.`,
  lateAfterCloseCredit: ({ lateAfterCloseCredit }) =>
    `Late after the register closed earns ${credit(lateAfterCloseCredit)}.`,
  leftEarlyCredit: ({ leftEarlyCredit }) =>
    `Leaving early earns ${credit(leftEarlyCredit)}, or what the arrival earns where that is less.`,
  authorisedCounts: ({ authorisedCounts }) =>
    authorisedCounts
      ? "An authorised absence counts as a session that could have been attended."
      : "An authorised absence is left out of the rate.",
  authorisedCredit: ({ authorisedCounts, authorisedCredit }) =>
    authorisedCounts
      ? `An authorised absence earns ${credit(authorisedCredit)}.`
      : `If it were counted, an authorised absence would earn ${credit(authorisedCredit)}.`,
  method: ({ method }) =>
    method === "count"
      ? "Sessions are counted by their weight, however long they are."
      : "Minutes are counted: a session weighs its planned minutes, and earns those that the student was there.",
  wrongRoom: ({ wrongRoom }) =>
    ({
      flag: "Seen in another room than planned, a student is flagged and not present.",
      accept: "Seen in another room than planned, a student has arrived all the same, with a flag.",
      ignore: "Seen in another room than planned, a student has not arrived, and nothing is flagged.",
    })[wrongRoom],
  trustDeviceLate: ({ trustDeviceLate }) =>
    trustDeviceLate
      ? "A device that says late is believed, whatever the clock says."
      : "The clock decides who is late. A device that says otherwise is shown.",
  goodAt: ({ goodAt }) => `A rate of ${goodAt} % or more is good.`,
  poorBelow: ({ poorBelow, goodAt }) =>
    poorBelow === goodAt
      ? `A rate below ${poorBelow} % is poor.`
      : `A rate below ${poorBelow} % is poor. Between the two it is fair.`,
};

function afterStart(minutes: number): string {
  return minutes === 0 ? "the start" : `${amount(minutes, "minute")} after the start`;
}

function amount(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function credit(value: number): string {
  if (value === 0) return "nothing";
  return value === 1 ? "a full credit" : `${value} of a credit`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}

function stayText(stay: PolicyNumbers["minimumStay"]): string {
  if (stay === null) return "off";
  return "minutes" in stay ? amount(stay.minutes, "minute") : `${percent(stay.share)} of the planned time`;
}
