import type { SessionState } from "./session-state.ts";

/**
 * The state of a session by the clock, which between two rounds of the monitor is ahead of what is stored.
 *
 * @param bounds the opening and the close, in epoch milliseconds
 * @param now epoch milliseconds
 */
export function stateByClock(
  stored: SessionState,
  bounds: { readonly opens: number; readonly closes: number },
  now: number,
): SessionState {
  if (stored !== "scheduled" && stored !== "open" && stored !== "closed") return stored;
  if (now < bounds.opens) return "scheduled";
  return now < bounds.closes ? "open" : "closed";
}
