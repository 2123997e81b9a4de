import type { MarkStatus } from "../attendance/mark.ts";
import type { Policy } from "./policy.ts";

export type PolicyField = Exclude<keyof Policy, "version">;

/**
 * When a changed number is felt: `opening` for how an arrival is judged, by the version in force at the session's
 * scheduled opening; `figure` for what a mark is worth, by the version that a figure names; `receipt` for how a
 * message is read; `lifecycle` for when sessions turn.
 */
export type FeltAt = "opening" | "figure" | "receipt" | "lifecycle";

export type PolicyUnit = "minutes" | "seconds" | "days" | "percent" | "credit" | "choice" | "switch" | "stay";

/** What a field is, as data: a screen finds the words for it. */
export interface PolicyFieldFacts {
  readonly unit: PolicyUnit;
  readonly feltAt: FeltAt;
  /** Inclusive; null for a field that is no number. */
  readonly range: readonly [number, number] | null;
  /** false where only whole numbers make sense. */
  readonly fractions: boolean;
  /** The statuses that the field decides on or gives a worth to. */
  readonly bearsOn: readonly MarkStatus[];
}

const day = 24 * 60;
const whole = { fractions: false } as const;

/** Every field of a policy: its unit, its limits and what it bears on. */
export const policyFields: Readonly<Record<PolicyField, PolicyFieldFacts>> = {
  openBefore: { unit: "minutes", feltAt: "opening", range: [0, day], ...whole, bearsOn: ["present"] },
  onTimeGrace: {
    unit: "minutes",
    feltAt: "opening",
    range: [0, day],
    ...whole,
    bearsOn: ["present", "late"],
  },
  registerClose: {
    unit: "minutes",
    feltAt: "opening",
    range: [0, day],
    ...whole,
    bearsOn: ["late", "late_after_close"],
  },
  exitGrace: { unit: "minutes", feltAt: "opening", range: [0, day], ...whole, bearsOn: ["absent"] },
  minimumStay: { unit: "stay", feltAt: "opening", range: null, fractions: true, bearsOn: ["left_early"] },
  maxSkewSeconds: { unit: "seconds", feltAt: "receipt", range: [0, 86_400], ...whole, bearsOn: [] },
  maxBlindPct: {
    unit: "percent",
    feltAt: "opening",
    range: [0, 100],
    fractions: true,
    bearsOn: ["needs_review", "absent"],
  },
  finaliseAfterDays: { unit: "days", feltAt: "lifecycle", range: [0, 366], ...whole, bearsOn: [] },
  lateCredit: { unit: "credit", feltAt: "figure", range: [0, 1], fractions: true, bearsOn: ["late"] },
  lateAfterCloseCredit: {
    unit: "credit",
    feltAt: "figure",
    range: [0, 1],
    fractions: true,
    bearsOn: ["late_after_close"],
  },
  leftEarlyCredit: {
    unit: "credit",
    feltAt: "figure",
    range: [0, 1],
    fractions: true,
    bearsOn: ["left_early"],
  },
  authorisedCounts: {
    unit: "switch",
    feltAt: "figure",
    range: null,
    ...whole,
    bearsOn: ["absent_authorised"],
  },
  authorisedCredit: {
    unit: "credit",
    feltAt: "figure",
    range: [0, 1],
    fractions: true,
    bearsOn: ["absent_authorised"],
  },
  method: { unit: "choice", feltAt: "figure", range: null, ...whole, bearsOn: [] },
  wrongRoom: { unit: "choice", feltAt: "opening", range: null, ...whole, bearsOn: ["present", "late"] },
  trustDeviceLate: { unit: "switch", feltAt: "opening", range: null, ...whole, bearsOn: ["present", "late"] },
  goodAt: { unit: "percent", feltAt: "figure", range: [0, 100], fractions: true, bearsOn: [] },
  poorBelow: { unit: "percent", feltAt: "figure", range: [0, 100], fractions: true, bearsOn: [] },
};
