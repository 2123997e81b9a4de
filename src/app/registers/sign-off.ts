import {
  nextTransition,
  type SessionEvent,
  signatureThatStands,
  type UnseenWord,
} from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { musterItself } from "../actor.ts";
import { type ChangeContext, factOf, plannedSession } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { readLife } from "../facts/session-life.ts";
import { knowReaders } from "../health/settle-readers.ts";
import { unsureReaders } from "../health/unsure-readers.ts";
import { finaliseSessions } from "../marks/finalise-sessions.ts";
import { foldSession } from "../marks/fold-session.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { isSessionPlan } from "../marks/settle-final.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import type { SigningTransaction } from "./sessions-transaction.ts";
import { type SeatLookup, studentsOfSession } from "./students-of-session.ts";

type Signature = Extract<SessionEvent, { kind: "signed_off" }>;

/**
 * Signs a register off: a person says that it was taken. An open session becomes final at its close, one that has
 * closed, or was reopened, at once. Where it cannot be known of some whether they came, since the reader could have seen
 * nobody, the person is asked expressly: absent, as that person saw it, or left for review, until which it is not final.
 * Of whom, follows from what is known of its readers at this moment, which is stored with it, also where it is refused.
 *
 * @param unseen what was said of them; null where nobody asked
 * @param shown of whom the signer was shown that it is asked, by the store's ids: it is said of nobody else. null where
 *   it is said of whoever is in question
 */
export async function signOff(
  transaction: SigningTransaction,
  id: string,
  context: ChangeContext,
  unseen: UnseenWord | null = null,
  shown: ReadonlySet<string> | null = null,
): Promise<SessionOutcome<"signed" | "final">> {
  const { actor, now } = context;
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, now);
  // A signature before the opening has seen nobody.
  if (state === "scheduled" || state === "cancelled" || state === "final") {
    return refuseSession({ code: "wrong_state", deed: "sign_off", state });
  }
  // The monitor may not have been round since a reader fell silent, or since the session was planned or moved into its room.
  const touched = await knowReaders({ ...transaction.readers, timetable: transaction }, [session], now);
  if (touched.length > 0) {
    const byItself = { now, actor: musterItself, reason: null };
    await judgeMarks(transaction, { sessions: touched, students: [] }, byItself);
  }
  const { of } = await doubtsOf(transaction, id, now);
  if (of.length > 0 && unseen === null) return refuseSession({ code: "unseen_unsaid", students: of.length });
  if (unseen !== null && shown !== null && !isAskedOf(of, shown)) {
    return refuseSession({ code: "register_changed", shown: shown.size, students: of.length });
  }
  const before = await readLife(transaction, session, now);
  const word = wordOf(unseen, of, signatureThatStands(before.window, before.events));
  await transaction.addFacts([factOf(id, { kind: "signed_off", ...word }, context)]);
  await transaction.putSessions([{ ...session, signedOff: { at: now, by: actor.id } }]);
  const { events, window, policy } = await readLife(transaction, session, now);
  // A signature stands above what time alone would wait for, but for what it left for review itself. That is known with it:
  // what another signature called absent waits for review once this one leaves it so.
  const { toReview } = unseen === "review" ? await doubtsOf(transaction, id, now) : { toReview: 0 };
  // A silence that cannot be known yet asks as one that is known, once it is: until then the register is not final.
  const arrivals = [{ session: id, until: window.lateUntil }];
  const unsure = (await unsureReaders(transaction.readers, arrivals, now)).get(id) ?? [];
  const nothingAsked = { toReview, outboxes: [], unsure };
  const next = nextTransition(session.plan, window, events, nothingAsked, policy, now);
  if (
    next?.to !== "final" ||
    next.at.epochMilliseconds > now.epochMilliseconds ||
    next.obstacles.length > 0
  ) {
    await judgeMarks(transaction, { sessions: [id], students: [] }, context);
    return { done: "signed" };
  }
  await finaliseSessions(transaction, [{ session: id, at: now }], context);
  return { done: "final" };
}

/**
 * Those whom a page names by their own ids as the ones that it showed in question, by the store's ids. Whoever is not known
 * by that id any more stays as named, and so is nobody that a signature asks of.
 */
export async function studentsNamed(
  transaction: Pick<FactTransaction, "findSessions"> & SeatLookup,
  id: string,
  named: readonly string[],
): Promise<ReadonlySet<string>> {
  const [session] = await transaction.findSessions([id]);
  const found = session ? await studentsOfSession(transaction, session, named) : null;
  return new Set(named.map((student) => found?.get(student) ?? student));
}

function isAskedOf(of: readonly string[], shown: ReadonlySet<string>): boolean {
  return of.length === shown.size && of.every((student) => shown.has(student));
}

/**
 * What is said of whom: of those in question, and of nobody who comes to be in question later. What a signature that stands
 * said of others goes on to be said, since they are not in question any more by its word alone.
 */
function wordOf(
  unseen: UnseenWord | null,
  asked: readonly string[],
  before: Signature | null,
): Pick<Signature, "unseen" | "of"> & { readonly unseen: UnseenWord | null } {
  if (unseen === "review" || before?.unseen !== "absent")
    return unseen === null ? { unseen } : { unseen, of: asked };
  return {
    unseen: "absent",
    of: before.of === undefined ? undefined : [...new Set([...before.of, ...asked])],
  };
}

/**
 * Takes a signature back before the register is final: it is as if nobody had signed, and who was not seen is judged so.
 * A final register is reopened first; what was said with its signature goes on to be said until this takes it back.
 */
export async function takeBackSignature(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<SessionOutcome<"unsigned">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, context.now);
  const { window, events } = await readLife(transaction, session, context.now);
  const stands = session.signedOff !== null || signatureThatStands(window, events) !== null;
  if (state === "final" || state === "cancelled" || !stands) {
    return refuseSession({ code: "wrong_state", deed: "unsign", state });
  }
  await transaction.addFacts([factOf(id, { kind: "unsigned" }, context)]);
  await transaction.putSessions([{ ...session, signedOff: null }]);
  await judgeMarks(transaction, { sessions: [id], students: [] }, context);
  return { done: "unsigned" };
}

/** Opens a final register again, by a named person and with a reason; facts that came too late then count. */
export async function reopenSession(
  transaction: FactTransaction,
  id: string,
  context: ChangeContext,
): Promise<SessionOutcome<"reopened">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, context.now);
  if (state !== "final") return refuseSession({ code: "wrong_state", deed: "reopen", state });
  const seats = await transaction.studentsOf([id]);
  await transaction.addFacts([factOf(id, { kind: "reopened" }, context)]);
  // What was said while it was final counts now: it may have been moved, or cancelled.
  const folded = await foldSession(transaction, id, context.now);
  if (folded === null) throw new RangeError("a session that nobody planned");
  const { session: said, window, state: reopened } = folded.register;
  const plan = isSessionPlan(said) ? said : session.plan;
  const planned = plannedSession(plan, session, window, context.now);
  await transaction.putSessions([{ ...planned, state: reopened, signedOff: null, finalisedAt: null }]);
  const before = seats.map(({ student }) => ({ student, from: session.opensAt, to: session.closesAt }));
  await judgeMarks(transaction, { sessions: [id], students: before }, context);
  return { done: "reopened" };
}

/** Of which students the signature must say what became of them; and how many wait for review if it leaves them for that. */
async function doubtsOf(
  transaction: SigningTransaction,
  id: string,
  now: ChangeContext["now"],
): Promise<{ readonly of: readonly string[]; readonly toReview: number }> {
  const folded = await foldSession(transaction, id, now);
  if (folded === null) return { of: [], toReview: 0 };
  const { unanswered, marks } = folded.register;
  const waiting = [...marks].flatMap(([student, { mark }]) =>
    mark.status === "needs_review" ? [student] : [],
  );
  // Nothing is asked of somebody without a seat, as a student of a demonstration that ended is in a session of the school.
  const seated = await transaction.seatedAmong(id, [...new Set([...unanswered, ...waiting])]);
  const of = unanswered.filter((student) => seated.has(student));
  // Of an open register those in question are not counted as waiting yet.
  const toReview = Math.max(of.length, waiting.filter((student) => seated.has(student)).length);
  return { of, toReview };
}
