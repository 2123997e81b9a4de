import type { Temporal } from "temporal-polyfill";
import type { SessionFact } from "../../domain/attendance/register-facts.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { type DatedPolicy, policyInForce } from "../../domain/policy/policy-in-force.ts";
import { type SessionEvent, sessionState } from "../../domain/timetable/session-state.ts";
import { type SessionWindow, windowOf } from "../../domain/timetable/session-window.ts";
import type { FactTransaction, StoredSession } from "./fact-transaction.ts";

/** What the facts say of one session's life. */
export interface SessionLife {
  /** In the order in which they were stored. */
  readonly events: readonly SessionEvent[];
  /** The policy that it was expressly said to be judged by, wherever it is moved; null where the one of its start judges. */
  readonly judgedBy: Policy | null;
  /** The policy that judges it, and the window that follows. */
  readonly policy: Policy;
  readonly window: SessionWindow;
  readonly state: StoredSession["state"];
}

/**
 * The lives of sessions as their stored facts tell them, as of an instant, by session. However many they are, their events
 * are read at once, and nothing but events.
 */
export async function readLives(
  source: Pick<FactTransaction, "sessionFacts" | "policies">,
  sessions: readonly Pick<StoredSession, "plan">[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, SessionLife>> {
  if (sessions.length === 0) return new Map();
  const facts = await source.sessionFacts(sessions.map(({ plan }) => plan.id));
  const policies = await source.policies();
  const histories = new Map<string, SessionFact[]>();
  for (const fact of facts) {
    const history = histories.get(fact.session);
    if (history) history.push(fact);
    else histories.set(fact.session, [fact]);
  }
  return new Map(
    sessions.map(({ plan }) => [plan.id, lifeOf(plan, histories.get(plan.id) ?? [], policies, now)]),
  );
}

/** The life of one session. */
export async function readLife(
  source: Pick<FactTransaction, "sessionFacts" | "policies">,
  session: Pick<StoredSession, "plan">,
  now: Temporal.Instant,
): Promise<SessionLife> {
  const life = (await readLives(source, [session], now)).get(session.plan.id);
  if (!life) throw new RangeError("a session without a life");
  return life;
}

function lifeOf(
  plan: StoredSession["plan"],
  facts: readonly SessionFact[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): SessionLife {
  const events: SessionEvent[] = [];
  let judgedBy: Policy | null = null;
  for (const fact of facts) {
    if (fact.kind === "planned") continue;
    if (fact.kind === "judged_by") {
      judgedBy = policies.find((dated) => dated.policy.version === fact.policyVersion)?.policy ?? judgedBy;
    } else events.push(fact);
  }
  const policy = judgedBy ?? policyInForce(policies, plan.start);
  const window = windowOf(plan, policy);
  return { events, judgedBy, policy, window, state: sessionState(window, events, now) };
}
