import type { Policy } from "./policy.ts";
import type { DatedPolicy } from "./policy-in-force.ts";
import type { PresetName } from "./presets.ts";

/** A version of the policy as it was put in force. */
export interface PolicyVersion extends DatedPolicy {
  /** As figures name it. */
  readonly name: string;
  /** The preset whose limits it keeps to. */
  readonly preset: PresetName;
  /** Who put it in force, and why; null for the version that an institution begins with. */
  readonly actor: string;
  readonly reason: string | null;
}

/** A policy as figures name it. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}
