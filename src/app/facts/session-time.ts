import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import { unstoredStatus } from "../../domain/attendance/unstored-status.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import { stateByClock } from "../../domain/timetable/state-by-clock.ts";
import type { StoredSession } from "./fact-transaction.ts";

/** The state of a session by the clock, which between two rounds of the monitor is ahead of what is stored. */
export function stateAt(
  { state, opensAt, closesAt }: Pick<StoredSession, "state" | "opensAt" | "closesAt">,
  now: Temporal.Instant,
): SessionState {
  const bounds = { opens: opensAt.epochMilliseconds, closes: closesAt.epochMilliseconds };
  return stateByClock(state, bounds, now.epochMilliseconds);
}

/** The same as a mark, so that it is told and corrected like any other. */
export function unstoredMark(
  state: SessionState,
  window: SessionWindow,
  policyVersion: number,
  now: Temporal.Instant,
): RegisterMark {
  const status = unstoredStatus(state, window, now.epochMilliseconds);
  const rule =
    status === "not_possible" ? "cancelled" : status === "not_seen" ? "open_and_unseen" : "not_yet_due";
  return {
    source: "automatic",
    mark: status === "not_possible" ? { status, because: "cancelled" } : { status },
    why: { rule, policyVersion, scans: [], otherSession: null, judgedFrom: null },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  };
}

/**
 * A stored mark as it is shown: one that was taken back is again what the clock says.
 *
 * @param unstored what the clock says in this session
 */
export function shownMark(stored: RegisterMark | null, unstored: RegisterMark): RegisterMark {
  if (stored === null) return unstored;
  if (stored.mark.status !== "expected" || unstored.source !== "automatic") return stored;
  const { flags, lastSeen } = stored;
  return { ...unstored, flags, lastSeen };
}
