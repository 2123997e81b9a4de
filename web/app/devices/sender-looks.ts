import {
  Antenna,
  ArchiveX,
  Ban,
  CircleCheck,
  CircleDashed,
  type LucideIcon,
  Moon,
  MoonStar,
  Unplug,
} from "lucide-react";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import { type SenderState, senderState, senderStates } from "../../../src/domain/attendance/sender-state.ts";
import type { Tone } from "../../ui/looks.ts";

export interface SenderLook {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: Tone;
  /** What it means, for a tooltip and for those who listen. */
  readonly meaning: string;
}

export const senderLooks: Readonly<Record<SenderState, SenderLook>> = {
  offline: {
    word: "Offline",
    icon: Unplug,
    tone: "denied",
    meaning: "It said goodbye, or its connection broke and the broker said so in its name.",
  },
  silent: {
    word: "Silent",
    icon: Antenna,
    tone: "late",
    meaning: "Its heartbeat comes every 30 seconds, and three or more did not.",
  },
  quiet: {
    word: "Quiet",
    icon: MoonStar,
    tone: "quiet",
    meaning:
      "No scan for half an hour. It has no heartbeat, so an empty room looks the same as a broken camera.",
  },
  heard: { word: "Heard", icon: CircleCheck, tone: "good", meaning: "It was heard lately." },
  expected: {
    word: "Silent, as expected",
    icon: Moon,
    tone: "quiet",
    meaning: "It is not heard, and somebody said that it need not be at this time. Nobody is asked to look.",
  },
  disabled: {
    word: "Shut out",
    icon: Ban,
    tone: "quiet",
    meaning: "Somebody shut it out: its keys let nobody in. Nobody is asked to look.",
  },
  retired: {
    word: "Retired",
    icon: ArchiveX,
    tone: "quiet",
    meaning: "Somebody said that it is out of use. What it sent is kept, and nobody is asked to look.",
  },
  gone: {
    word: "Gone",
    icon: CircleDashed,
    tone: "quiet",
    meaning: "Not heard for a day or more: switched off, or it goes by another name now.",
  },
};

/** Those that need a person first; among the like, the longest silent first. */
export function orderSenders(senders: readonly SenderView[], now: number): SenderView[] {
  const judged = senders.map((sender) => ({
    sender,
    rank: senderStates.indexOf(senderState(sender, now)),
    heardAt: Date.parse(sender.lastAt),
  }));
  return judged
    .sort((a, b) => a.rank - b.rank || order(a, b) || a.sender.name.localeCompare(b.sender.name))
    .map(({ sender }) => sender);
}

/** Those that are heard, and those long gone, latest first; the silent ones the other way round. */
function order(a: { rank: number; heardAt: number }, b: { rank: number; heardAt: number }): number {
  const silent = a.rank < senderStates.indexOf("heard");
  // To the minute: who is heard all the time would change places with each scan.
  const [from, to] = [Math.floor(a.heardAt / 60_000), Math.floor(b.heardAt / 60_000)];
  return silent ? from - to : 0;
}
