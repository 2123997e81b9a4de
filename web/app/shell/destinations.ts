import {
  Antenna,
  Archive,
  BellRing,
  CalendarClock,
  CalendarOff,
  ChartColumn,
  DoorOpen,
  FileUp,
  GraduationCap,
  LayoutDashboard,
  type LucideIcon,
  Scale,
  ScanFace,
  TabletSmartphone,
  Users,
  Workflow,
} from "lucide-react";

export type PagePath =
  | "/"
  | "/sessions"
  | "/absences"
  | "/students"
  | "/classes"
  | "/locations"
  | "/scans"
  | "/insights"
  | "/flow"
  | "/quarantine"
  | "/senders"
  | "/kiosk/setup"
  | "/alerts"
  | "/imports"
  | "/policy";

/** A page that one can go to from everywhere. */
export interface Destination {
  readonly to: PagePath;
  readonly word: string;
  readonly icon: LucideIcon;
  /** Goes there after `g`. */
  readonly key: string;
  /** true for the few that have a place in the bar of a phone. */
  readonly first: boolean;
}

export const destinations: readonly Destination[] = [
  { to: "/", word: "Overview", icon: LayoutDashboard, key: "o", first: true },
  { to: "/sessions", word: "Sessions", icon: CalendarClock, key: "t", first: true },
  { to: "/students", word: "Students", icon: Users, key: "s", first: true },
  { to: "/classes", word: "Classes", icon: GraduationCap, key: "c", first: false },
  { to: "/locations", word: "Locations", icon: DoorOpen, key: "l", first: false },
  { to: "/absences", word: "Absences", icon: CalendarOff, key: "b", first: false },
  { to: "/alerts", word: "Alerts", icon: BellRing, key: "e", first: false },
  { to: "/scans", word: "Scans", icon: ScanFace, key: "a", first: true },
  { to: "/insights", word: "Insights", icon: ChartColumn, key: "i", first: false },
  { to: "/flow", word: "Flow", icon: Workflow, key: "f", first: false },
  { to: "/quarantine", word: "Quarantine", icon: Archive, key: "q", first: false },
  { to: "/senders", word: "Senders", icon: Antenna, key: "d", first: false },
  { to: "/kiosk/setup", word: "Kiosks", icon: TabletSmartphone, key: "k", first: false },
  { to: "/imports", word: "Imports", icon: FileUp, key: "m", first: false },
  { to: "/policy", word: "Policy", icon: Scale, key: "p", first: false },
];
