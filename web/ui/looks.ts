import {
  Ban,
  CalendarX,
  Check,
  CircleDashed,
  CircleHelp,
  Clock,
  ClockAlert,
  DoorOpen,
  FileCheck,
  LogOut,
  type LucideIcon,
  UserRoundX,
  UserSearch,
} from "lucide-react";
import type { DecisionName } from "../../src/contract/http/scans.ts";
import type { MarkStatus } from "../../src/domain/attendance/mark.ts";

export type Tone = "good" | "late" | "denied" | "unknown" | "held" | "quiet";

/** How a status is shown: the three together, always. */
export interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: Tone;
}

/** What a device decided. */
export const decisionLooks: Readonly<Record<DecisionName, Look>> = {
  granted: { word: "Granted", icon: Check, tone: "good" },
  late: { word: "Late", icon: Clock, tone: "late" },
  denied: { word: "Denied", icon: Ban, tone: "denied" },
  unknown: { word: "Unidentified", icon: UserSearch, tone: "unknown" },
};

/** What Muster concluded. */
export const markLooks: Readonly<Record<MarkStatus, Look>> = {
  expected: { word: "Expected", icon: CircleDashed, tone: "quiet" },
  present: { word: "Present", icon: Check, tone: "good" },
  late: { word: "Late", icon: Clock, tone: "late" },
  late_after_close: { word: "Late, after close", icon: ClockAlert, tone: "late" },
  not_seen: { word: "Not seen", icon: CircleDashed, tone: "quiet" },
  absent: { word: "Absent", icon: UserRoundX, tone: "denied" },
  absent_authorised: { word: "Authorised absence", icon: FileCheck, tone: "held" },
  elsewhere: { word: "Elsewhere, approved", icon: DoorOpen, tone: "good" },
  left_early: { word: "Left early", icon: LogOut, tone: "late" },
  not_possible: { word: "Not possible", icon: CalendarX, tone: "quiet" },
  cannot_be_known: { word: "Cannot be known yet", icon: CircleHelp, tone: "unknown" },
  needs_review: { word: "Needs review", icon: CircleHelp, tone: "unknown" },
};

export const toneInk: Readonly<Record<Tone, string>> = {
  good: "text-good",
  late: "text-late",
  denied: "text-denied",
  unknown: "text-unknown",
  held: "text-held",
  quiet: "text-muted",
};

export const toneGround: Readonly<Record<Tone, string>> = {
  good: "bg-good-soft",
  late: "bg-late-soft",
  denied: "bg-denied-soft",
  unknown: "bg-unknown-soft",
  held: "bg-held-soft",
  quiet: "bg-sunken",
};

/** A full colour as the ground of a bar. */
export const toneBar: Readonly<Record<Tone, string>> = {
  good: "bg-good",
  late: "bg-late",
  denied: "bg-denied",
  unknown: "bg-unknown",
  held: "bg-held",
  quiet: "bg-line-strong",
};

/** The same inside an SVG. */
export const toneFill: Readonly<Record<Tone, string>> = {
  good: "fill-good",
  late: "fill-late",
  denied: "fill-denied",
  unknown: "fill-unknown",
  held: "fill-held",
  quiet: "fill-line-strong",
};
