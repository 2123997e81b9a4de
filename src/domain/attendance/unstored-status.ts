import type { SessionState } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import type { MarkStatus } from "./mark.ts";
import { unseenStatus } from "./unseen-status.ts";

/**
 * What is said of somebody who is expected in a session and has no mark stored. After the close of a timetabled one that
 * is `expected` again, until the session was judged: nobody is called absent before anything was.
 *
 * @param now epoch milliseconds
 * @param unknowable whether the reader could not have seen whoever came (`cannotBeKnown`)
 */
export function unstoredStatus(
  state: SessionState,
  window: Pick<SessionWindow, "standing" | "start" | "onTimeUntil" | "closes">,
  now: number,
  unknowable = false,
): Extract<MarkStatus, "expected" | "not_seen" | "cannot_be_known" | "absent" | "not_possible"> {
  return state === "cancelled" ? "not_possible" : unseenStatus(window, now, unknowable);
}
