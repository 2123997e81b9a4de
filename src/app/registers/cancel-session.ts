import { v7 as uuidv7 } from "uuid";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { type ChangeContext, cancelSessions, factOf, heldOff } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { readLife } from "../facts/session-life.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { settleFinal } from "../marks/settle-final.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import { sessionsThere } from "./sessions-there.ts";

/**
 * Cancels a session in whatever state it is: its marks stay, and count as not possible. With a final session the person
 * who cancels it decides about the late fact in the same breath. One that only a day without teaching has cancelled is
 * cancelled by the person as well: it stays so when the day is taught after all.
 */
export async function cancelSession(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<SessionOutcome<"cancelled">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, context.now);
  if (state === "cancelled" && !(await heldOff(transaction, [id])).has(id)) {
    return refuseSession({ code: "wrong_state", deed: "cancel", state });
  }
  if (session.finalisedAt !== null) await sayOfFinal(transaction, id, "cancelled", context);
  else await judgeMarks(transaction, await cancelSessions(transaction, [id], "cancelled", context), context);
  return { done: "cancelled" };
}

/**
 * Restores a cancelled session to what it was: its marks are those that the facts conclude.
 *
 * @param beside whether it is meant although one of its classes has another session at that time: what replaced it, say
 */
export async function restoreSession(
  transaction: FactTransaction,
  id: string,
  beside: boolean,
  context: ChangeContext,
): Promise<SessionOutcome<"restored">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  if (session.state !== "cancelled") {
    return refuseSession({ code: "wrong_state", deed: "restore", state: stateAt(session, context.now) });
  }
  const { plan } = session;
  if (!beside && plan.kind === "timetabled") {
    const there = await sessionsThere(transaction, plan.classes, [plan], plan.timeZone, id);
    if (there.length > 0) return refuseSession(...there);
  }
  if (session.finalisedAt !== null) {
    await sayOfFinal(transaction, id, "restored", context);
    return { done: "restored" };
  }
  const touched = await cancelSessions(transaction, [id], "restored", context);
  const [restored] = await transaction.findSessions([id]);
  if (restored) {
    // One that had been reopened is so again; the clock alone does not know that.
    const { state } = await readLife(transaction, restored, context.now);
    if (state !== restored.state) await transaction.putSessions([{ ...restored, state }]);
  }
  await judgeMarks(transaction, touched, context);
  return { done: "restored" };
}

async function sayOfFinal(
  transaction: FactTransaction,
  session: string,
  kind: "cancelled" | "restored",
  context: ChangeContext,
): Promise<void> {
  const { actor, reason, now: at } = context;
  const said = factOf(session, { kind }, context);
  await transaction.addFacts([
    said,
    { id: uuidv7(), at, actor, reason, kind: "decision", session, about: said.id, verdict: "accepted" },
  ]);
  await settleFinal(transaction, session, context);
}
