import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import { unstoredStatus } from "../../domain/attendance/unstored-status.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";

const unstoredRules = {
  not_possible: "cancelled",
  not_seen: "open_and_unseen",
  cannot_be_known: "open_and_unwatched",
  absent: "unseen_in_standing_session",
  expected: "not_yet_due",
} as const;

/**
 * The same as a mark, so that it is told and corrected like any other.
 *
 * @param unknowable whether the reader could not have seen whoever came (`cannotBeKnown`)
 */
export function unstoredMark(
  state: SessionState,
  window: SessionWindow,
  policyVersion: number,
  now: Temporal.Instant,
  unknowable = false,
): RegisterMark {
  const status = unstoredStatus(state, window, now.epochMilliseconds, unknowable);
  const rule = unstoredRules[status];
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
