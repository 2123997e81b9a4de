import { type LinkProps, linkOptions } from "@tanstack/react-router";
import {
  Antenna,
  Archive,
  Ban,
  ClipboardList,
  ClockAlert,
  EyeOff,
  Hourglass,
  type LucideIcon,
  ShieldQuestionMark,
  TriangleAlert,
  UserSearch,
} from "lucide-react";
import { keyOfAttention } from "../../../src/contract/http/key-of-attention.ts";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { writeDay } from "../../time/write-day.ts";
import type { Tone } from "../../ui/looks.ts";

/** Something to look at, in words, and where one acts on it. */
export interface Attention {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** RFC 3339; null where it is about the day as a whole. */
  readonly at: string | null;
  /** What one does there. */
  readonly action: string;
  readonly link: LinkProps;
}

/** @param day the local day that the monitor looked at */
export function describeAttention(item: AttentionItem, day: string): Attention {
  switch (item.kind) {
    case "repeated_denials":
      return {
        key: keyOfAttention(item),
        icon: Ban,
        tone: "denied",
        title: `${item.student} denied ${item.attempts} times`,
        detail: `At ${item.location}, and not let in there today`,
        at: item.lastAt,
        action: "See the student",
        link: linkOptions({ to: "/students/$student", params: { student: item.student } }),
      };
    case "unidentified":
      return {
        key: keyOfAttention(item),
        icon: UserSearch,
        tone: "unknown",
        title: item.scans === 1 ? "1 scan identified nobody" : `${item.scans} scans identified nobody`,
        detail: `At ${item.location} today`,
        at: null,
        action: "See the scans",
        link: linkOptions({
          to: "/messages/scans",
          search: { location: item.location, identified: "false", day },
        }),
      };
    case "quarantine":
      return {
        key: keyOfAttention(item),
        icon: Archive,
        tone: "held",
        title: item.messages === 1 ? "1 message in quarantine" : `${item.messages} messages in quarantine`,
        detail: `Refused as ${item.code}`,
        at: item.lastAt,
        action: "Read and replay",
        link: linkOptions({ to: "/messages/quarantine", search: { code: item.code } }),
      };
    case "silent_sender":
      return {
        key: keyOfAttention(item),
        icon: Antenna,
        tone: "late",
        title: `${item.name} is silent`,
        detail: item.becauseOffline
          ? "It says it is offline, or its connection broke"
          : "Nothing was heard from it",
        at: item.lastAt,
        action: "See the sender",
        link: linkOptions({ to: "/devices/$name", params: { name: item.sender } }),
      };
    case "wrong_clock":
      return {
        key: keyOfAttention(item),
        icon: ClockAlert,
        tone: "late",
        title: `The clock of ${item.name} is ${aheadText(item.aheadSeconds)}`,
        detail:
          item.aheadSeconds > 0
            ? "Set it: what it sees is refused for its time, or stored too late"
            : "Set it: what it sees is stored too early, or at its receipt",
        at: item.lastAt,
        action: "See the sender",
        link: linkOptions({ to: "/devices/$name", params: { name: item.sender } }),
      };
    case "backlog":
      return {
        key: keyOfAttention(item),
        icon: Hourglass,
        tone: "late",
        title: item.scans === 1 ? `1 scan waits on ${item.name}` : `${item.scans} scans wait on ${item.name}`,
        detail: "It is heard, and what it saw does not all arrive",
        at: item.since,
        action: "See the sender",
        link: linkOptions({ to: "/devices/$name", params: { name: item.sender } }),
      };
    case "missing_scans":
      return {
        key: keyOfAttention(item),
        icon: ShieldQuestionMark,
        tone: "late",
        title: item.missing === 1 ? "1 scan never arrived" : `${item.missing} scans never arrived`,
        detail: `Their numbers are missing from ${item.name}`,
        at: item.lastAt,
        action: "See the sender",
        link: linkOptions({ to: "/devices/$name", params: { name: item.sender } }),
      };
    case "sessions_to_review":
      return {
        key: keyOfAttention(item),
        icon: ClipboardList,
        tone: "late",
        title: item.marks === 1 ? "1 mark needs review" : `${item.marks} marks need review`,
        detail: `In ${item.sessions === 1 ? "1 session" : `${item.sessions} sessions`}, the first on ${writeDay(item.firstDay)}`,
        at: null,
        action: "See the first",
        link: linkOptions({ to: "/registers/to-review" }),
      };
    case "unwatched_session":
      return {
        key: keyOfAttention(item),
        icon: EyeOff,
        tone: "late",
        title: item.others === 0 ? `Nobody is seen in ${item.room}` : `A reader of ${item.room} is silent`,
        detail:
          item.others === 0
            ? `${item.title} is open, and its reader ${item.name} is silent`
            : `${item.title} is open, and whoever passes ${item.name} is not seen; ${item.others === 1 ? "the other reader works" : `the other ${item.others} readers work`}`,
        at: item.lastAt,
        action: "See the register",
        link: linkOptions({ to: "/registers/$session", params: { session: item.session } }),
      };
    case "failing_work":
      return {
        key: keyOfAttention(item),
        icon: TriangleAlert,
        tone: "denied",
        title: "The monitor cannot do its work",
        detail: `${failedWork[item.work]} fails in each round; the server's log says why`,
        at: item.since,
        action: item.work === "health" ? "See the sender" : "See the session",
        link:
          item.work === "health"
            ? linkOptions({ to: "/devices/$name", params: { name: item.subject } })
            : linkOptions({ to: "/registers/$session", params: { session: item.subject } }),
      };
  }
}

const failedWork: Readonly<Record<Extract<AttentionItem, { kind: "failing_work" }>["work"], string>> = {
  plan: "Planning the day of classes that stand in a room",
  open: "Opening a session",
  close: "Closing a session",
  settle: "Settling who could be seen in a session",
  finalise: "Making a session final",
  health: "Judging sessions by the health of their reader",
};
