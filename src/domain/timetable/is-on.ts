import type { SessionState } from "./session-state.ts";

/**
 * Whether a session is on: begun and not over, by its planned times, and not cancelled. Its doors are open for longer: who
 * comes before the start is on the register, and the session before it may still be on in the same room.
 *
 * The store says the same of the sessions of a class, in `sessionsAbout`.
 *
 * @param session its planned start and end, and `now`, in epoch milliseconds
 */
export function isOn(
  { state, start, end }: { readonly state: SessionState; readonly start: number; readonly end: number },
  now: number,
): boolean {
  return state !== "cancelled" && start <= now && now < end;
}
