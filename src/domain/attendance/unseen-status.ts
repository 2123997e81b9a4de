import type { SessionWindow } from "../timetable/session-window.ts";
import type { MarkStatus } from "./mark.ts";

/**
 * What the clock says of somebody who is expected in a session, was not seen and has no mark. Of a timetabled session
 * that has closed it says nothing: whether the room was watched has to be judged first. Who did not come on a standing
 * day is absent from the next one on, unless its judging, which writes that they need review, found its reader blind.
 * While no reader could see who comes, that is said from the first minute on: nobody is told to be still to come who may
 * have come.
 *
 * The store says the same in `unseenStatusText`.
 *
 * @param now epoch milliseconds
 * @param unknowable whether the reader could not have seen whoever came (`cannotBeKnown`): then nobody is called not seen
 */
export function unseenStatus(
  window: Pick<SessionWindow, "standing" | "start" | "onTimeUntil" | "closes">,
  now: number,
  unknowable = false,
): Extract<MarkStatus, "expected" | "not_seen" | "cannot_be_known" | "absent"> {
  if (unknowable && now < window.closes) return "cannot_be_known";
  if (window.standing) {
    if (now < window.start) return "expected";
    return now < window.closes ? "not_seen" : "absent";
  }
  return now > window.onTimeUntil && now < window.closes ? "not_seen" : "expected";
}
