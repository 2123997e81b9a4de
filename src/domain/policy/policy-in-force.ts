import type { Temporal } from "temporal-polyfill";
import type { Policy } from "./policy.ts";

/** A version of the policy and the instant from which it holds. */
export interface DatedPolicy {
  readonly policy: Policy;
  readonly from: Temporal.Instant;
}

/**
 * The version by which arrivals at a session are judged: the one in force at its scheduled opening. Each version
 * says itself when it would open the session, so the newest that was in force by its own opening is taken, and
 * before any was, the oldest.
 *
 * @throws RangeError when there is no version at all
 */
export function policyInForce(versions: readonly DatedPolicy[], start: Temporal.Instant): Policy {
  const newestFirst = [...versions].sort((a, b) => b.policy.version - a.policy.version);
  const oldest = newestFirst.at(-1);
  if (!oldest) throw new RangeError("an institution has at least one version of its policy");
  const inForce = newestFirst.find(
    ({ policy, from }) => from.epochMilliseconds <= start.epochMilliseconds - policy.openBefore * 60_000,
  );
  return (inForce ?? oldest).policy;
}
