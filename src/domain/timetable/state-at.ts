import type { Temporal } from "temporal-polyfill";
import type { SessionState } from "./session-state.ts";
import { stateByClock } from "./state-by-clock.ts";

/** A state that was stored, and when the clock turns it. */
export interface TurningState {
  readonly state: SessionState;
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
}

/**
 * The state of a session by the clock, which between two rounds of the monitor is ahead of what is stored. What a person
 * brought about, and finality, no clock turns. The store says the same in `stateAtText`.
 */
export function stateAt({ state, opensAt, closesAt }: TurningState, now: Temporal.Instant): SessionState {
  const bounds = { opens: opensAt.epochMilliseconds, closes: closesAt.epochMilliseconds };
  return stateByClock(state, bounds, now.epochMilliseconds);
}
