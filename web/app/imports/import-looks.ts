import {
  ArrowRightLeft,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CirclePlus,
  EyeOff,
  FileCheck,
  FileClock,
  FilePen,
  Files,
  FileX,
  Pencil,
  TriangleAlert,
} from "lucide-react";
import type { ImportNote, ImportView } from "../../../src/contract/http/imports.ts";
import type { Look } from "../../ui/looks.ts";

type ImportThing = ImportView["counts"][number]["thing"];
export type ChangeKind = ImportView["changes"][number]["change"];

export const changeKinds = ["add", "change", "move", "end"] as const satisfies readonly ChangeKind[];
export const severities = [
  "refused",
  "guessed",
  "ignored",
] as const satisfies readonly ImportNote["severity"][];

const stateLooks: Readonly<Record<ImportView["state"], Look>> = {
  preview: { word: "To be confirmed", icon: FileClock, tone: "held" },
  applying: { word: "Being applied", icon: FilePen, tone: "held" },
  applied: { word: "Applied", icon: FileCheck, tone: "good" },
  discarded: { word: "Discarded", icon: FileX, tone: "quiet" },
  superseded: { word: "Out of date", icon: Files, tone: "quiet" },
};

export function lookOfState({ state, halted }: Pick<ImportView, "state" | "halted">): Look {
  return halted === null
    ? stateLooks[state]
    : { word: "Stopped on the way", icon: TriangleAlert, tone: "denied" };
}

export const changeLooks: Readonly<Record<ChangeKind, Look>> = {
  add: { word: "Added", icon: CirclePlus, tone: "good" },
  change: { word: "Changed", icon: Pencil, tone: "held" },
  move: { word: "Moved", icon: ArrowRightLeft, tone: "unknown" },
  end: { word: "Ended", icon: CircleMinus, tone: "late" },
};

export const sameLook: Look = { word: "The same", icon: CircleDashed, tone: "quiet" };

export const severityLooks: Readonly<Record<ImportNote["severity"], Look>> = {
  refused: { word: "Refused", icon: TriangleAlert, tone: "denied" },
  guessed: { word: "Guessed", icon: CircleHelp, tone: "late" },
  ignored: { word: "Left out", icon: EyeOff, tone: "quiet" },
};

/** What many of a thing are called. */
export const thingWords: Readonly<Record<ImportThing, string>> = {
  term: "Terms",
  non_teaching_day: "Days without teaching",
  room: "Rooms",
  course: "Courses",
  class: "Classes",
  student: "Students",
  staff: "Staff",
  enrolment: "Enrolments",
  session: "Sessions",
};

export const kindWords: Readonly<Record<ImportView["kind"], string>> = {
  csv: "Plain CSV",
  oneroster: "OneRoster",
  icalendar: "Calendar",
};
