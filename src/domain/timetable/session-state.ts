import { Temporal } from "temporal-polyfill";
import type { Policy } from "../policy/policy.ts";
import type { Session } from "./session.ts";
import type { SessionWindow } from "./session-window.ts";

export type SessionState = "scheduled" | "open" | "closed" | "final" | "reopened" | "cancelled";

/** What a person who signs says of those of whom it could not be known whether they came. */
export type UnseenWord = "absent" | "review";

/** What people, feeds and the monitor did to a session, apart from planning it. */
export type SessionEvent =
  | { readonly kind: "cancelled"; readonly at: Temporal.Instant }
  | { readonly kind: "restored"; readonly at: Temporal.Instant }
  | {
      readonly kind: "signed_off";
      readonly at: Temporal.Instant;
      readonly by: string;
      /** As what; left out where it is not asked. */
      readonly role?: string;
      /**
       * What was said of those of whom it could not be known whether they came: absent, as that person saw it, or left for
       * review; null where nobody was asked. Signatures of before that was asked settle all doubt.
       */
      readonly unseen?: UnseenWord | null;
      /** Of whom it was said; left out by signatures of before that was kept, which said it of everybody. */
      readonly of?: readonly string[] | undefined;
    }
  /** A signature is taken back before the register is final: it then was never taken. */
  | { readonly kind: "unsigned"; readonly at: Temporal.Instant; readonly by: string }
  | { readonly kind: "finalised"; readonly at: Temporal.Instant }
  | {
      readonly kind: "reopened";
      readonly at: Temporal.Instant;
      readonly by: string;
      readonly reason: string;
    };

/**
 * The state of a session at an instant. The clock opens and closes it; only a stored finalisation makes it
 * final, so that a rebuild finds the same moment of finality as the day itself did.
 *
 * @param events in the order in which they were stored; those after `now` have not happened yet
 */
export function sessionState(
  window: SessionWindow,
  events: readonly SessionEvent[],
  now: Temporal.Instant,
): SessionState {
  const at = now.epochMilliseconds;
  let cancelled = false;
  let finality: "final" | "reopened" | null = null;
  for (const event of events) {
    if (event.at.epochMilliseconds > at) continue;
    if (event.kind === "cancelled") cancelled = true;
    else if (event.kind === "restored") cancelled = false;
    else if (event.kind === "finalised") finality = "final";
    else if (event.kind === "reopened" && finality === "final") finality = "reopened";
  }
  if (cancelled) return "cancelled";
  if (finality !== null) return finality;
  if (at < window.opens) return "scheduled";
  return at < window.closes ? "open" : "closed";
}

/** Whether a person signed the register off once it was open: an earlier signature has seen nobody. */
export function registerTaken(window: SessionWindow, events: readonly SessionEvent[]): boolean {
  return signatureThatStands(window, events) !== null;
}

/** The last signature since the opening, unless it was taken back. */
export function signatureThatStands<Event extends SessionEvent>(
  window: SessionWindow,
  events: readonly Event[],
): Extract<Event, { kind: "signed_off" }> | null {
  const last = events.findLast(
    ({ kind, at }) => kind === "unsigned" || (kind === "signed_off" && at.epochMilliseconds >= window.opens),
  );
  return last !== undefined && isSignature(last) ? last : null;
}

const isSignature = <Event extends SessionEvent>(
  event: Event,
): event is Extract<Event, { kind: "signed_off" }> => event.kind === "signed_off";

/** What the last signature on the register said of those of whom it could not be known whether they came. */
export function unseenSaid(window: SessionWindow, events: readonly SessionEvent[]): UnseenWord | null {
  const last = signatureThatStands(window, events);
  return last?.unseen === undefined ? "absent" : last.unseen;
}

/** What keeps time alone from finalising a session. */
export type FinalityObstacle =
  | { readonly code: "to_review"; readonly marks: number }
  | { readonly code: "outbox_not_empty"; readonly device: string }
  | { readonly code: "reader_unsure"; readonly device: string };

/** What is known of a closed session besides its events. */
export interface FinalityFacts {
  /** How many of its marks need review. */
  readonly toReview: number;
  /** The devices of its rooms, and when each last reported an empty outbox; null for never. */
  readonly outboxes: readonly { readonly device: string; readonly emptyAt: Temporal.Instant | null }[];
  /** The readers of its rooms of which it is not known yet whether they worked as long as people arrived. */
  readonly unsure: readonly string[];
}

/** What the session turns into next. A transition whose instant has passed is due now. */
export interface NextTransition {
  readonly to: "open" | "closed" | "final";
  readonly at: Temporal.Instant;
  /** Not empty: it will not turn at that instant, but once these are gone. */
  readonly obstacles: readonly FinalityObstacle[];
}

/**
 * The next transition that time brings about, or null where only a person can change the state.
 *
 * A signed-off register becomes final at its close, or at once if it is signed later; where it is not known by then whether
 * a reader worked until the end, once it is. Without a signature time
 * alone finalises it `finaliseAfterDays` local days after its end (or after it was last reopened), when nothing
 * is left to review and every device has reported an empty outbox since the end. A standing session only a signature
 * makes final.
 */
export function nextTransition(
  session: Pick<Session, "kind" | "end" | "timeZone">,
  window: SessionWindow,
  events: readonly SessionEvent[],
  facts: FinalityFacts,
  policy: Pick<Policy, "finaliseAfterDays">,
  now: Temporal.Instant,
): NextTransition | null {
  const state = sessionState(window, events, now);
  if (state === "cancelled" || state === "final") return null;
  const instant = Temporal.Instant.fromEpochMilliseconds;
  if (state === "scheduled") return { to: "open", at: instant(window.opens), obstacles: [] };
  if (state === "open") return { to: "closed", at: instant(window.closes), obstacles: [] };

  const happened = events.filter((event) => event.at.epochMilliseconds <= now.epochMilliseconds);
  const reopenedAt = happened.findLast((event) => event.kind === "reopened")?.at ?? null;
  const since = Math.max(window.opens, reopenedAt?.epochMilliseconds ?? window.opens);
  const standing = happened.slice(happened.findLastIndex(({ kind }) => kind === "unsigned") + 1);
  const signed = standing.find((event) => event.kind === "signed_off" && event.at.epochMilliseconds >= since);
  if (signed) {
    return {
      to: "final",
      at: instant(Math.max(window.closes, signed.at.epochMilliseconds)),
      // What the signature left for review is reviewed first; a signature settles every other doubt that there was then.
      obstacles: [
        ...(facts.toReview > 0 ? [{ code: "to_review" as const, marks: facts.toReview }] : []),
        ...facts.unsure.map((device) => ({ code: "reader_unsure" as const, device })),
      ],
    };
  }
  // A standing day is final when somebody says so: there is no lesson after which a register is taken.
  if (session.kind === "standing") return null;
  const from = reopenedAt ?? session.end;
  const at = from.toZonedDateTimeISO(session.timeZone).add({ days: policy.finaliseAfterDays }).toInstant();
  return { to: "final", at, obstacles: obstaclesTo(facts, window.end) };
}

function obstaclesTo(facts: FinalityFacts, end: number): FinalityObstacle[] {
  const obstacles: FinalityObstacle[] = [];
  if (facts.toReview > 0) obstacles.push({ code: "to_review", marks: facts.toReview });
  for (const { device, emptyAt } of facts.outboxes) {
    if (emptyAt === null || emptyAt.epochMilliseconds < end) {
      obstacles.push({ code: "outbox_not_empty", device });
    }
  }
  return obstacles;
}
