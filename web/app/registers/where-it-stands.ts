import { CalendarClock, DoorOpen, Hourglass } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import type { Look } from "../../ui/looks.ts";
import { sessionLooks } from "./session-looks.ts";

type Placed = Pick<SessionRow, "kind" | "state" | "start" | "end" | "signedOff">;

/**
 * Where a session stands for those who look for one: a register that takes scans before the start or after the end is
 * open, but the session is not on.
 *
 * @param now epoch milliseconds
 */
export function whereItStands(
  { state, start, end }: Pick<Placed, "state" | "start" | "end">,
  now: number,
): Look {
  if (state === "cancelled" || state === "final" || state === "reopened") return sessionLooks[state];
  if (now < Date.parse(start)) {
    return state === "open"
      ? { word: "Doors open", icon: DoorOpen, tone: "quiet" }
      : { word: "Scheduled", icon: CalendarClock, tone: "quiet" };
  }
  if (now < Date.parse(end)) return { word: "On now", icon: DoorOpen, tone: "good" };
  return state === "closed" ? sessionLooks.closed : { word: "Just ended", icon: Hourglass, tone: "quiet" };
}

/**
 * Whether a register waits for somebody who signs it; that of a standing day never does. The same rule as `to_sign` of
 * the API.
 */
export const waitsForSignature = (session: Placed, now: number): boolean =>
  session.signedOff === null &&
  session.state !== "final" &&
  session.state !== "cancelled" &&
  Date.parse(session.end) <= now &&
  session.kind !== "standing";
