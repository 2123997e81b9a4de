import { CircleCheck, CircleSlash, Hourglass, MessageCircle, TimerOff } from "lucide-react";
import type { CommandView } from "../../../src/contract/http/commands.ts";
import type { CommandName } from "../../../src/contract/mqtt/command.ts";
import type { Look } from "../../ui/looks.ts";

/** What a device can be told to do, and what that is. */
export const commandWords: Readonly<
  Record<CommandName, { readonly button: string; readonly about: string }>
> = {
  identify: {
    button: "Show itself",
    about: "It beeps or lights up, so that you see which one it is.",
  },
  send_outbox: {
    button: "Send its outbox",
    about: "Scans that wait on it are sent now, without waiting for their next turn.",
  },
  set_clock: {
    button: "Set its clock",
    about: "To the server’s time. Scans that it recorded before keep the time that they were given.",
  },
  reload: {
    button: "Read its settings again",
    about: "As after switching it off and on, which some kinds do for it.",
  },
};

/** What became of a command. */
export const commandLooks: Readonly<Record<CommandView["state"], Look>> = {
  waiting: { word: "Waits until it comes", icon: Hourglass, tone: "late" },
  said: { word: "Told, no answer yet", icon: Hourglass, tone: "late" },
  told: { word: "Told; this kind answers nothing", icon: MessageCircle, tone: "quiet" },
  done: { word: "Done", icon: CircleCheck, tone: "good" },
  unable: { word: "It cannot", icon: CircleSlash, tone: "denied" },
  expired: { word: "Not in time", icon: TimerOff, tone: "denied" },
};
