import type { RateView } from "../../../src/contract/http/api.ts";
import { creditPolicy, dfePolicy, moodlePolicy, type Policy } from "../../../src/domain/policy/policy.ts";

const presets: Readonly<Record<string, Policy>> = {
  credit: creditPolicy,
  dfe: dfePolicy,
  moodle: moodlePolicy,
};

/** The policy that a rate names, or null for one whose numbers only the server knows. */
export function policyOf(rate: Pick<RateView, "policy" | "method">): Policy | null {
  const preset = Object.hasOwn(presets, rate.policy.name) ? presets[rate.policy.name] : undefined;
  if (preset === undefined || preset.method !== rate.method) return null;
  return { ...preset, version: rate.policy.version };
}
