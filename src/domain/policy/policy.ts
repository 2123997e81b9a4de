/**
 * The numbers and switches by which arrivals are judged and marks are worth something. Durations are whole
 * minutes unless the name says otherwise; credits are decimals from 0 to 1.
 */
export interface Policy {
  /** Grows by one with each change; a mark names the version that judged it. */
  readonly version: number;
  readonly openBefore: number;
  readonly onTimeGrace: number;
  readonly registerClose: number;
  readonly exitGrace: number;
  readonly minimumStay: null | { readonly minutes: number } | { readonly share: number };
  readonly maxSkewSeconds: number;
  readonly maxBlindPct: number;
  readonly finaliseAfterDays: number;
  readonly lateCredit: number;
  readonly lateAfterCloseCredit: number;
  readonly leftEarlyCredit: number;
  /** true keeps an authorised absence in the denominator. */
  readonly authorisedCounts: boolean;
  readonly authorisedCredit: number;
  readonly method: "count" | "minutes";
  readonly wrongRoom: "flag" | "accept" | "ignore";
  readonly trustDeviceLate: boolean;
  /** The bands that pages colour by, in percent: good from `goodAt`, poor below `poorBelow`. */
  readonly goodAt: number;
  readonly poorBelow: number;
}

/** The default: late is half a credit, as on the original dashboard. */
export const creditPolicy: Policy = {
  version: 1,
  openBefore: 15,
  onTimeGrace: 5,
  registerClose: 20,
  exitGrace: 10,
  minimumStay: null,
  maxSkewSeconds: 120,
  maxBlindPct: 25,
  finaliseAfterDays: 7,
  lateCredit: 0.5,
  lateAfterCloseCredit: 0,
  leftEarlyCredit: 0.5,
  authorisedCounts: false,
  authorisedCredit: 0,
  method: "count",
  wrongRoom: "flag",
  trustDeviceLate: false,
  goodAt: 80,
  poorBelow: 50,
};

/** England's statutory counting: late is attendance, an authorised absence is missed. */
export const dfePolicy: Policy = {
  ...creditPolicy,
  lateCredit: 1,
  authorisedCounts: true,
  authorisedCredit: 0,
};

/** Moodle's default weights, P 2, L 1, E 1, A 0 of 2: late and excused are half. */
export const moodlePolicy: Policy = {
  ...creditPolicy,
  lateCredit: 0.5,
  authorisedCounts: true,
  authorisedCredit: 0.5,
};
