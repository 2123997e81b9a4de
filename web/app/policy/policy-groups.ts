import type { PolicyField } from "../../../src/domain/policy/policy-fields.ts";

export interface PolicyGroup {
  readonly title: string;
  readonly fields: readonly PolicyField[];
}

/** Every field, under what a reader looks for. */
export const policyGroups: readonly PolicyGroup[] = [
  {
    title: "Arriving",
    fields: ["openBefore", "onTimeGrace", "registerClose", "wrongRoom", "trustDeviceLate"],
  },
  { title: "Leaving, and the end", fields: ["exitGrace", "minimumStay", "finaliseAfterDays"] },
  { title: "Devices", fields: ["maxSkewSeconds", "maxBlindPct"] },
  {
    title: "What a mark is worth",
    fields: [
      "lateCredit",
      "lateAfterCloseCredit",
      "leftEarlyCredit",
      "authorisedCounts",
      "authorisedCredit",
      "method",
    ],
  },
  { title: "Bands", fields: ["goodAt", "poorBelow"] },
];

/** The name of a field in a form. */
export const fieldWords: Readonly<Record<PolicyField, string>> = {
  openBefore: "Scans count before the start",
  onTimeGrace: "On time until after the start",
  registerClose: "Register closes after the start",
  exitGrace: "Session closes after its end",
  minimumStay: "Least stay",
  maxSkewSeconds: "A device's clock may be wrong by",
  maxBlindPct: "A reader may be blind for",
  finaliseAfterDays: "Registers become final after",
  lateCredit: "Credit for late",
  lateAfterCloseCredit: "Credit for late after close",
  leftEarlyCredit: "Credit for leaving early",
  authorisedCounts: "Authorised absences",
  authorisedCredit: "Credit for an authorised absence",
  method: "What is counted",
  wrongRoom: "Seen in another room",
  trustDeviceLate: "Who decides on late",
  goodAt: "Good from",
  poorBelow: "Poor below",
};
