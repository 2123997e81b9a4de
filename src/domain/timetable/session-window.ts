import type { Policy } from "../policy/policy.ts";
import type { Session } from "./session.ts";

/**
 * The instants at which a session turns, in epoch milliseconds, so that judging thousands of scans compares
 * numbers. Every bound is inclusive except `closes` of a standing session, where the next day begins.
 */
export interface SessionWindow {
  readonly standing: boolean;
  /** From here a scan is evidence for the session. */
  readonly opens: number;
  readonly start: number;
  /** Seen by then is present. */
  readonly onTimeUntil: number;
  /** Seen by then is late. */
  readonly lateUntil: number;
  /** Seen by then, and after `lateUntil`, is late after close; later scans only extend last seen. */
  readonly end: number;
  /** From here the session is closed; a scan at this very instant still belongs to it. */
  readonly closes: number;
}

const minute = 60_000;

/** The window of a session under the policy that judges it. A standing session's is its day, with no margins. */
export function windowOf(
  session: Pick<Session, "kind" | "start" | "end">,
  policy: Pick<Policy, "openBefore" | "onTimeGrace" | "registerClose" | "exitGrace">,
): SessionWindow {
  const start = session.start.epochMilliseconds;
  const end = session.end.epochMilliseconds;
  if (session.kind === "standing") {
    return { standing: true, opens: start, start, onTimeUntil: end, lateUntil: end, end, closes: end };
  }
  return {
    standing: false,
    opens: start - policy.openBefore * minute,
    start,
    onTimeUntil: Math.min(start + policy.onTimeGrace * minute, end),
    lateUntil: Math.min(start + policy.registerClose * minute, end),
    end,
    closes: end + policy.exitGrace * minute,
  };
}

/** Whether a scan at this instant (epoch milliseconds) can be evidence for the session at all. */
export function windowHolds(window: SessionWindow, at: number): boolean {
  if (at < window.opens) return false;
  return window.standing ? at < window.closes : at <= window.closes;
}
