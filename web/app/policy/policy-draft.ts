import type { ToldPolicyNumbers } from "../../../src/contract/http/policy.ts";
import { invalidPolicy, type PolicyIssue } from "../../../src/domain/policy/invalid-policy.ts";
import { type PolicyField, policyFields } from "../../../src/domain/policy/policy-fields.ts";
import { type PresetName, presets } from "../../../src/domain/policy/presets.ts";
import { fieldWords } from "./policy-groups.ts";

/** Fields that are one number. */
export type NumberField = {
  [Field in keyof ToldPolicyNumbers]: ToldPolicyNumbers[Field] extends number ? Field : never;
}[keyof ToldPolicyNumbers];

export const numberFields = [
  "openBefore",
  "onTimeGrace",
  "registerClose",
  "exitGrace",
  "maxSkewSeconds",
  "maxBlindPct",
  "finaliseAfterDays",
  "lateCredit",
  "lateAfterCloseCredit",
  "leftEarlyCredit",
  "authorisedCredit",
  "goodAt",
  "poorBelow",
] as const satisfies readonly NumberField[];

export type StayKind = "off" | "minutes" | "share";

/** A policy that is being written: numbers as they were typed. */
export interface PolicyDraft {
  readonly preset: PresetName;
  readonly typed: Readonly<Record<NumberField, string>>;
  readonly stay: { readonly kind: StayKind; readonly typed: string };
  readonly authorisedCounts: boolean;
  readonly method: ToldPolicyNumbers["method"];
  readonly wrongRoom: ToldPolicyNumbers["wrongRoom"];
  readonly trustDeviceLate: boolean;
}

export function draftOf(preset: PresetName, numbers: ToldPolicyNumbers): PolicyDraft {
  const { minimumStay, authorisedCounts, method, wrongRoom, trustDeviceLate } = numbers;
  return {
    preset,
    typed: mapNumbers((field) => String(numbers[field])),
    stay:
      minimumStay === null
        ? { kind: "off", typed: "" }
        : "minutes" in minimumStay
          ? { kind: "minutes", typed: String(minimumStay.minutes) }
          : { kind: "share", typed: String(Number((minimumStay.share * 100).toFixed(4))) },
    authorisedCounts,
    method,
    wrongRoom,
    trustDeviceLate,
  };
}

export interface ReadDraft {
  /** null while something is no number. */
  readonly numbers: ToldPolicyNumbers | null;
  /** What is wrong, by field; empty where the policy may be put in force. */
  readonly issues: ReadonlyMap<string, string>;
}

/** The policy that was typed, and what is wrong with it, by the same rules as on the server. */
export function readDraft(draft: PolicyDraft): ReadDraft {
  const issues = new Map<string, string>();
  const numbers = mapNumbers((field) => {
    const value = readNumber(draft.typed[field]);
    if (value === null) issues.set(field, noNumber);
    return value ?? 0;
  });
  const stay = readStay(draft.stay);
  if (stay === "wrong") {
    issues.set(
      "minimumStay",
      draft.stay.kind === "share" ? "Give a percentage from 1 to 100." : leastMinutes,
    );
  }
  if (stay === "wrong" || issues.size > 0) return { numbers: null, issues };
  const { authorisedCounts, method, wrongRoom, trustDeviceLate } = draft;
  const read = { ...numbers, minimumStay: stay, authorisedCounts, method, wrongRoom, trustDeviceLate };
  for (const issue of invalidPolicy({ ...read, version: 1 }, presets[draft.preset])) {
    if (!issues.has(issue.field)) issues.set(issue.field, tellIssue(issue));
  }
  return { numbers: read, issues };
}

const noNumber = "Write a number, with a point for decimals.";
const leastMinutes = "Give whole minutes, from 1 to 1440.";

/** What is wrong and what to do, in the words of the form. */
function tellIssue(issue: PolicyIssue): string {
  switch (issue.code) {
    case "not_a_version":
      return "The version is taken by the server.";
    case "not_a_number":
      return noNumber;
    case "not_whole":
      return "Give a whole number.";
    case "too_small":
      return `Give ${issue.least} or more.`;
    case "too_large":
      return `Give ${issue.most} or less.`;
    case "above_preset_cap":
      return `This preset allows at most ${issue.most}. Lower it, or choose another preset.`;
    case "above_field":
      return `It is above “${fieldWords[issue.other]}”. Lower this one, or raise the other.`;
    case "needs_exit_tracking":
      return "Minutes can be counted only where departures are tracked. Set a least stay, or count sessions.";
  }
}

function readNumber(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function readStay({ kind, typed }: PolicyDraft["stay"]): ToldPolicyNumbers["minimumStay"] | "wrong" {
  if (kind === "off") return null;
  const value = readNumber(typed);
  if (value === null) return "wrong";
  if (kind === "minutes")
    return Number.isInteger(value) && value >= 1 && value <= 1440 ? { minutes: value } : "wrong";
  return value > 0 && value <= 100 ? { share: Number((value / 100).toFixed(6)) } : "wrong";
}

function mapNumbers<T>(make: (field: NumberField) => T): Record<NumberField, T> {
  return {
    openBefore: make("openBefore"),
    onTimeGrace: make("onTimeGrace"),
    registerClose: make("registerClose"),
    exitGrace: make("exitGrace"),
    maxSkewSeconds: make("maxSkewSeconds"),
    maxBlindPct: make("maxBlindPct"),
    finaliseAfterDays: make("finaliseAfterDays"),
    lateCredit: make("lateCredit"),
    lateAfterCloseCredit: make("lateAfterCloseCredit"),
    leftEarlyCredit: make("leftEarlyCredit"),
    authorisedCredit: make("authorisedCredit"),
    goodAt: make("goodAt"),
    poorBelow: make("poorBelow"),
  };
}

/** The range of a number in words: `0 to 1440`; null where there is none. */
export function writeRange(field: PolicyField, preset: PresetName): string | null {
  const { range } = policyFields[field];
  if (range === null) return null;
  const [least, most] = range;
  return `${least} to ${Math.min(most, presets[preset].caps[field] ?? most)}`;
}
