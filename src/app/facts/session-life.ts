import type { Temporal } from "temporal-polyfill";
import type { Policy } from "../../domain/policy/policy.ts";
import { policyInForce } from "../../domain/policy/policy-in-force.ts";
import { type SessionEvent, sessionState } from "../../domain/timetable/session-state.ts";
import { type SessionWindow, windowOf } from "../../domain/timetable/session-window.ts";
import type { FactTransaction, StoredSession } from "./fact-transaction.ts";

/** What the facts say of one session's life. */
export interface SessionLife {
  /** In the order in which they were stored. */
  readonly events: readonly SessionEvent[];
  /** The policy that judges it, and the window that follows. */
  readonly policy: Policy;
  readonly window: SessionWindow;
  readonly state: StoredSession["state"];
}

/** The life of a session as its stored facts tell it, as of an instant. */
export async function readLife(
  source: Pick<FactTransaction, "loadFacts" | "policies">,
  { plan }: Pick<StoredSession, "plan">,
  now: Temporal.Instant,
): Promise<SessionLife> {
  const { sessions } = await source.loadFacts({ sessions: [plan.id], students: [] });
  const policies = await source.policies();
  const events: SessionEvent[] = [];
  let policy = policyInForce(policies, plan.start);
  for (const fact of [...sessions].sort((a, b) => a.seq - b.seq)) {
    if (fact.kind === "planned") continue;
    if (fact.kind === "judged_by") {
      policy = policies.find((dated) => dated.policy.version === fact.policyVersion)?.policy ?? policy;
    } else events.push(fact);
  }
  const window = windowOf(plan, policy);
  return { events, policy, window, state: sessionState(window, events, now) };
}
