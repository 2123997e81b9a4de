import type { SessionState } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import type { MarkStatus } from "./mark.ts";

/**
 * What is said of somebody who is expected in a session and has no mark stored. A standing session has no start to wait
 * for: from its opening on they are not seen. After the close it is `expected` again, until the session was judged:
 * nobody is called absent before anything was.
 *
 * @param now epoch milliseconds
 */
export function unstoredStatus(
  state: SessionState,
  window: Pick<SessionWindow, "standing" | "opens" | "onTimeUntil" | "closes">,
  now: number,
): Extract<MarkStatus, "expected" | "not_seen" | "not_possible"> {
  if (state === "cancelled") return "not_possible";
  const due = window.standing ? now >= window.opens : now > window.onTimeUntil;
  return due && now < window.closes ? "not_seen" : "expected";
}
