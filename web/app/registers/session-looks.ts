import { CalendarCheck, CalendarClock, CalendarX, DoorClosed, DoorOpen, LockOpen } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import type { Look } from "../../ui/looks.ts";

export type SessionState = SessionRow["state"];

/** Where a session stands. */
export const sessionLooks: Readonly<Record<SessionState, Look>> = {
  scheduled: { word: "Scheduled", icon: CalendarClock, tone: "quiet" },
  open: { word: "Open", icon: DoorOpen, tone: "good" },
  closed: { word: "Closed", icon: DoorClosed, tone: "quiet" },
  final: { word: "Final", icon: CalendarCheck, tone: "quiet" },
  reopened: { word: "Reopened", icon: LockOpen, tone: "held" },
  cancelled: { word: "Cancelled", icon: CalendarX, tone: "denied" },
};
