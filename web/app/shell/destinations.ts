import {
  Antenna,
  BellRing,
  CalendarOff,
  ChartColumn,
  ClipboardCheck,
  DoorOpen,
  FileUp,
  GraduationCap,
  HeartHandshake,
  LayoutDashboard,
  ListTodo,
  type LucideIcon,
  Mails,
  MessageSquareWarning,
  Scale,
  School,
  ScrollText,
  ShieldCheck,
  TabletSmartphone,
  UserCog,
  Users,
} from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";

/** A page that one can go to from everywhere. */
export interface Destination {
  readonly to: DestinationPath;
  readonly word: string;
  readonly icon: LucideIcon;
  /** Goes there after `g`. */
  readonly key: string;
  /** For the few that come first in the bar of a phone: the word there, else null. */
  readonly onPhone: string | null;
}

/** Pages that somebody needs for one kind of work. */
export interface DestinationGroup {
  /** null where the pages speak for themselves. */
  readonly word: string | null;
  readonly destinations: readonly Destination[];
}

export type DestinationPath = (typeof pagePaths)[
  | "today"
  | "registers"
  | "tutees"
  | "students"
  | "classes"
  | "absences"
  | "disputes"
  | "followUp"
  | "rooms"
  | "devices"
  | "messages"
  | "reports"
  | "school"
  | "imports"
  | "policy"
  | "privacy"
  | "notifications"
  | "kioskSetup"
  | "accounts"
  | "audit"];

export const destinationGroups: readonly DestinationGroup[] = [
  {
    word: null,
    destinations: [
      { to: pagePaths.today, word: "Today", icon: LayoutDashboard, key: "t", onPhone: "Today" },
      { to: pagePaths.registers, word: "Registers", icon: ClipboardCheck, key: "r", onPhone: "Registers" },
    ],
  },
  {
    word: "People",
    destinations: [
      { to: pagePaths.tutees, word: "Tutees", icon: HeartHandshake, key: "v", onPhone: "Tutees" },
      { to: pagePaths.students, word: "Students", icon: Users, key: "s", onPhone: "People" },
      { to: pagePaths.classes, word: "Classes", icon: GraduationCap, key: "c", onPhone: null },
      { to: pagePaths.absences, word: "Absences", icon: CalendarOff, key: "b", onPhone: null },
      { to: pagePaths.disputes, word: "Disputes", icon: MessageSquareWarning, key: "u", onPhone: null },
      { to: pagePaths.followUp, word: "Follow-up", icon: ListTodo, key: "f", onPhone: null },
    ],
  },
  {
    word: "Rooms",
    destinations: [
      { to: pagePaths.rooms, word: "Rooms", icon: DoorOpen, key: "o", onPhone: null },
      { to: pagePaths.devices, word: "Devices", icon: Antenna, key: "d", onPhone: null },
      { to: pagePaths.messages, word: "Messages", icon: Mails, key: "m", onPhone: null },
    ],
  },
  {
    word: "Reports",
    destinations: [{ to: pagePaths.reports, word: "Reports", icon: ChartColumn, key: "e", onPhone: null }],
  },
  {
    word: "Set up",
    destinations: [
      { to: pagePaths.school, word: "School", icon: School, key: "h", onPhone: null },
      { to: pagePaths.imports, word: "Imports", icon: FileUp, key: "i", onPhone: null },
      { to: pagePaths.policy, word: "Policy", icon: Scale, key: "p", onPhone: null },
      { to: pagePaths.notifications, word: "Notifications", icon: BellRing, key: "n", onPhone: null },
      { to: pagePaths.privacy, word: "Privacy", icon: ShieldCheck, key: "y", onPhone: null },
      { to: pagePaths.kioskSetup, word: "Kiosks", icon: TabletSmartphone, key: "k", onPhone: null },
      { to: pagePaths.accounts, word: "Accounts", icon: UserCog, key: "a", onPhone: null },
      { to: pagePaths.audit, word: "Audit log", icon: ScrollText, key: "l", onPhone: null },
    ],
  },
];

export const destinations: readonly Destination[] = destinationGroups.flatMap((group) => group.destinations);
