import type { NavigateOptions } from "@tanstack/react-router";
import {
  CalendarOff,
  CalendarPlus,
  FileDown,
  FileUp,
  KeyRound,
  ListTodo,
  type LucideIcon,
  PanelTop,
  UserPlus,
} from "lucide-react";
import type { Deed } from "../../../src/domain/rights/deeds.ts";
import type { Entry } from "./find-entries.ts";

/** Something that has an address: what it is called, and what one has to be allowed to go there. */
interface Place extends Entry {
  readonly icon: LucideIcon;
  readonly needs: Deed;
  readonly to: NavigateOptions;
}

/** Pages that no way of the rail leads to by itself. */
export const innerPages: readonly Place[] = [
  page("Registers to sign", ["sign off", "unsigned"], "session.read", { to: "/registers/to-sign" }),
  page("Registers to review", ["undecided", "doubt"], "session.read", { to: "/registers/to-review" }),
  page("Registers of a day", ["calendar"], "session.read", { to: "/registers/day" }),
  page("Registers of the week", ["timetable"], "session.read", { to: "/registers/week" }),
  page("Walls", ["screen", "foyer", "board", "projector", "link"], "wall.read", { to: "/school/walls" }),
  page("Scans", ["log", "messages"], "scan.read", { to: "/messages/scans" }),
  page("Quarantine", ["refused messages", "replay"], "quarantine.read", { to: "/messages/quarantine" }),
  page("Unclaimed", ["strangers", "unknown ids"], "scan.read", { to: "/messages/unclaimed" }),
  page("Flow", ["messages"], "scan.read", { to: "/messages/flow" }),
  page("Decisions", ["denied", "insights", "reports"], "figures.read", { to: "/reports/decisions" }),
  page("Terms and days off", ["holidays", "calendar", "school"], "roster.read", { to: "/school" }),
  page("Rooms and their names", ["aliases", "buildings", "school"], "roster.read", { to: "/school/rooms" }),
  page("Courses", ["school"], "roster.read", { to: "/school/courses" }),
  page("Classes of the roster", ["school", "enrolments"], "roster.read", { to: "/school/classes" }),
  page("People of the roster", ["school", "staff", "cards", "merge"], "roster.read", {
    to: "/school/people",
  }),
  page("Feeds", ["calendar", "import", "subscription"], "roster.read", { to: "/imports/feeds" }),
  page("First steps", ["begin", "name", "time zone", "set up"], "settings.write", { to: "/school/begin" }),
];

/** What begins on a page of its own. */
export const placesToBegin: readonly Place[] = [
  {
    id: "record-absence",
    word: "Record an absence",
    also: ["leave", "ill", "excuse"],
    icon: CalendarOff,
    needs: "absence.decide",
    to: { to: "/absences", search: { record: "true" } },
  },
  {
    id: "below",
    word: "Students below 80 %",
    also: ["low attendance", "rate"],
    icon: ListTodo,
    needs: "student.read",
    to: { to: "/students", search: { below: 80, sort: "rate" } },
  },
  {
    id: "file-of-person",
    word: "A person’s file",
    also: ["privacy", "record", "subject access", "export"],
    icon: FileDown,
    needs: "export.all",
    to: { to: "/privacy" },
  },
  {
    id: "new-session",
    word: "New session",
    also: ["plan", "add", "series"],
    icon: CalendarPlus,
    needs: "session.plan",
    to: { to: "/registers/new" },
  },
  {
    id: "import",
    word: "Import people and timetable",
    also: ["file", "csv", "roster", "enrolments", "upload"],
    icon: FileUp,
    needs: "roster.write",
    to: { to: "/imports" },
  },
  {
    id: "add-reader",
    word: "Add a reader or device",
    also: ["camera", "sender", "key", "add reader"],
    icon: KeyRound,
    needs: "reader.write",
    to: { to: "/devices", search: { add: "true" } },
  },
  {
    id: "add-person",
    word: "Add a student or member of staff",
    also: ["person", "new student", "enrol"],
    icon: UserPlus,
    needs: "roster.write",
    to: { to: "/school/people" },
  },
];

function page(word: string, also: readonly string[], needs: Deed, to: NavigateOptions): Place {
  return { id: word, word, also, icon: PanelTop, needs, to };
}
