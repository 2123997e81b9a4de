import { BellRing, CircleCheck, Clock, MailX, Send, Undo2 } from "lucide-react";
import type { AlertView, NotificationView } from "../../../src/contract/http/alerts.ts";
import type { Look } from "../../ui/looks.ts";

const open: Look = { word: "Open", icon: BellRing, tone: "denied" };
const lookedAfter: Look = { word: "Looked after", icon: CircleCheck, tone: "held" };
const takenBack: Look = { word: "Cleared", icon: Undo2, tone: "quiet" };

/** What became of an alert. */
export function alertLook({ acknowledged, retracted }: Pick<AlertView, "acknowledged" | "retracted">): Look {
  if (retracted !== null) return takenBack;
  return acknowledged === null ? open : lookedAfter;
}

export const notificationLooks: Readonly<Record<NotificationView["state"], Look>> = {
  waiting: { word: "Waiting", icon: Clock, tone: "late" },
  sent: { word: "Sent", icon: Send, tone: "good" },
  failed: { word: "Failed", icon: MailX, tone: "denied" },
};
