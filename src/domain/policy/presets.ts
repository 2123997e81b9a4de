import { creditPolicy, dfePolicy, moodlePolicy, type Policy } from "./policy.ts";
import type { PolicyField } from "./policy-fields.ts";

export const presetNames = ["credit", "dfe", "moodle"] as const;

export type PresetName = (typeof presetNames)[number];

/** A named starting point for a policy, and the limits that choosing it sets on later changes. */
export interface Preset {
  readonly name: PresetName;
  readonly policy: Policy;
  /** The most that a field may be; registers in England close at most 30 minutes after the session starts. */
  readonly caps: Partial<Record<PolicyField, number>>;
  /** true where marks carry the attendance codes of England's schools. */
  readonly dfeCodes: boolean;
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  credit: { name: "credit", policy: creditPolicy, caps: {}, dfeCodes: false },
  dfe: { name: "dfe", policy: dfePolicy, caps: { registerClose: 30 }, dfeCodes: true },
  moodle: { name: "moodle", policy: moodlePolicy, caps: {}, dfeCodes: false },
};
