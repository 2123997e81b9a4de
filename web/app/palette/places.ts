import type { NavigateOptions } from "@tanstack/react-router";
import {
  BookOpen,
  CalendarOff,
  CalendarPlus,
  CalendarRange,
  CalendarX,
  DoorOpen,
  FileDown,
  FileUp,
  GraduationCap,
  KeyRound,
  ListTodo,
  type LucideIcon,
  PanelTop,
  Rss,
  Scale,
  UserCog,
  UserPlus,
  Webhook,
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
  deed(
    "Record an absence",
    CalendarOff,
    ["add leave", "ill", "sick", "excuse", "authorise"],
    "absence.decide",
    {
      to: "/absences",
      search: { record: "true" },
    },
  ),
  deed("Students below 80 %", ListTodo, ["low attendance", "rate", "at risk"], "student.read", {
    to: "/students",
    search: { below: 80, sort: "rate" },
  }),
  deed(
    "A person’s file",
    FileDown,
    ["privacy", "record", "subject access", "export", "erase"],
    "export.all",
    {
      to: "/privacy",
    },
  ),
  deed(
    "Download registers and figures",
    FileDown,
    ["export", "csv", "excel", "xlsx", "pdf", "report", "print"],
    "export.class",
    { to: "/reports" },
  ),
  deed(
    "New session",
    CalendarPlus,
    ["plan", "add a session", "series", "lesson", "lecture"],
    "session.plan",
    {
      to: "/registers/new",
    },
  ),
  deed(
    "Import people and timetable",
    FileUp,
    ["file", "csv", "roster", "enrolments", "upload", "students"],
    "roster.write",
    { to: "/imports" },
  ),
  deed("Add a reader or device", KeyRound, ["camera", "sender", "key", "new"], "reader.write", {
    to: "/devices",
    search: { add: "true" },
  }),
  deed("Add a student", UserPlus, ["person", "new", "enrol", "create", "pupil"], "roster.write", {
    to: "/school/people",
    search: { add: "true" },
  }),
  deed(
    "Add a member of staff",
    UserPlus,
    ["person", "new", "lecturer", "teacher", "create"],
    "roster.write",
    { to: "/school/people", search: { kind: "staff", add: "true" } },
  ),
  deed("Add a class", GraduationCap, ["new", "create", "group"], "roster.write", {
    to: "/school/classes",
    search: { add: "true" },
  }),
  deed("Add a course", BookOpen, ["new", "create", "module", "subject"], "roster.write", {
    to: "/school/courses",
    search: { add: "true" },
  }),
  deed("Add a room", DoorOpen, ["new", "create", "alias"], "roster.write", {
    to: "/school/rooms",
    search: { add: "true" },
  }),
  deed("Add a term", CalendarRange, ["new", "create", "semester", "year"], "roster.write", {
    to: "/school",
    search: { add: "term" },
  }),
  deed("Add a day off", CalendarX, ["new", "create", "holiday", "reading week", "closed"], "roster.write", {
    to: "/school",
    search: { add: "day" },
  }),
  deed("Change the policy", Scale, ["edit", "rules", "grace", "late", "threshold", "try"], "policy.write", {
    to: "/policy",
    search: { edit: "1" },
  }),
  deed("Add a calendar feed", Rss, ["new", "subscription", "ical", "ics", "timetable"], "roster.write", {
    to: "/imports/feeds",
  }),
  deed("Add an account", UserCog, ["new", "create", "user", "invite", "role", "sign in"], "account.write", {
    to: "/settings/accounts",
  }),
  deed("Add a webhook", Webhook, ["new", "integration", "event"], "settings.write", {
    to: "/notifications",
    search: { part: "webhooks" },
  }),
];

function deed(
  word: string,
  icon: LucideIcon,
  also: readonly string[],
  needs: Deed,
  to: NavigateOptions,
): Place {
  return { id: word, word, also, icon, needs, to };
}

function page(word: string, also: readonly string[], needs: Deed, to: NavigateOptions): Place {
  return { id: word, word, also, icon: PanelTop, needs, to };
}
