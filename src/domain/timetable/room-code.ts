import type { Temporal } from "temporal-polyfill";
import type { SessionState } from "./session-state.ts";
import { stateAt } from "./state-at.ts";

/** A code that is shown in a room is another one after so long. */
const codeMs = 15_000;
/** The one before is taken as well: who began to type it, or whose phone was slow, is no later for that. */
const stepsBefore = 1;

/** The number of the step that an instant lies in, in epoch milliseconds: of one step there is one code. */
export const stepOfCode = (at: number): number => Math.floor(at / codeMs);

/** When the code of an instant is followed by the next one, in epoch milliseconds. */
export const codeTurnsAt = (at: number): number => (stepOfCode(at) + 1) * codeMs;

/** Until when the code of a step is taken, exclusive, in epoch milliseconds. */
export const codeHoldsUntil = (step: number): number => (step + 1 + stepsBefore) * codeMs;

/** Whether the code of a step is taken at an instant: not before it is shown, and no longer than it holds. */
export const isCodeTaken = (step: number, at: number): boolean =>
  step <= stepOfCode(at) && at < codeHoldsUntil(step);

/** Why no code of a session is shown or taken now. */
export type NoCode =
  | { readonly code: "cancelled" }
  | { readonly code: "over"; readonly end: Temporal.Instant }
  | { readonly code: "not_open"; readonly opens: Temporal.Instant }
  | { readonly code: "no_room" };

/**
 * Whether somebody can be confirmed as being in a session now, by a code that is shown in one of its rooms: from when its
 * doors open until its planned end. A scan is of a room, so that a session without one has no code.
 *
 * @returns why not; null where one can
 */
export function whyNoCode(
  session: {
    readonly state: SessionState;
    readonly opensAt: Temporal.Instant;
    readonly closesAt: Temporal.Instant;
    readonly end: Temporal.Instant;
    readonly rooms: readonly unknown[];
  },
  now: Temporal.Instant,
): NoCode | null {
  const state = stateAt(session, now);
  if (state === "cancelled") return { code: "cancelled" };
  if (now.epochMilliseconds >= session.end.epochMilliseconds || state === "final") {
    return { code: "over", end: session.end };
  }
  if (now.epochMilliseconds < session.opensAt.epochMilliseconds) {
    return { code: "not_open", opens: session.opensAt };
  }
  return session.rooms.length === 0 ? { code: "no_room" } : null;
}
