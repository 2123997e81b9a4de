import { nextTransition } from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { type ChangeContext, factOf, plannedSession } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { readLife } from "../facts/session-life.ts";
import { finaliseSessions } from "../marks/finalise-sessions.ts";
import { foldSession } from "../marks/fold-session.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { isSessionPlan } from "../marks/settle-final.ts";
import { type Outcome, refuse } from "./session-refusal.ts";

/**
 * Signs a register off: a person says that it was taken. An open session becomes final at its close, one that has
 * closed, or was reopened, at once.
 */
export async function signOff(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<Outcome<"signed" | "final">> {
  const { actor, now } = context;
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuse({ code: "no_such_session", session: id });
  const state = stateAt(session, now);
  // A signature before the opening has seen nobody.
  if (state === "scheduled" || state === "cancelled" || state === "final") {
    return refuse({ code: "wrong_state", deed: "sign_off", state });
  }
  await transaction.addFacts([factOf(id, { kind: "signed_off" }, context)]);
  await transaction.putSessions([{ ...session, signedOff: { at: now, by: actor.id } }]);
  const { events, window, policy } = await readLife(transaction, session, now);
  // A signature stands above what time alone would wait for.
  const nothingAsked = { toReview: 0, outboxes: [] };
  const next = nextTransition(session.plan, window, events, nothingAsked, policy, now);
  if (next?.to !== "final" || next.at.epochMilliseconds > now.epochMilliseconds) return { done: "signed" };
  await finaliseSessions(transaction, [{ session: id, at: now }], context);
  return { done: "final" };
}

/** Opens a final register again, by a named person and with a reason; facts that came too late then count. */
export async function reopenSession(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<Outcome<"reopened">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuse({ code: "no_such_session", session: id });
  const state = stateAt(session, context.now);
  if (state !== "final") return refuse({ code: "wrong_state", deed: "reopen", state });
  const seats = await transaction.studentsOf([id]);
  await transaction.addFacts([factOf(id, { kind: "reopened" }, context)]);
  // What was said while it was final counts now: it may have been moved, or cancelled.
  const folded = await foldSession(transaction, id, context.now);
  const said = folded?.register.session;
  const plan = said && isSessionPlan(said) ? said : session.plan;
  const planned = plannedSession(plan, session, await transaction.policies(), context.now);
  await transaction.putSessions([
    { ...planned, state: folded?.register.state ?? "reopened", signedOff: null, finalisedAt: null },
  ]);
  const before = seats.map(({ student }) => ({ student, from: session.opensAt, to: session.closesAt }));
  await judgeMarks(transaction, { sessions: [id], students: before }, context);
  return { done: "reopened" };
}
