import { type PlainFile, writtenColumns } from "./plain-columns.ts";
import { csvHead, writeCsvLine } from "./write-plain-csv.ts";

/** One row that shows how each file is filled in. An import leaves exactly this row out, and says so. */
export const exampleRows: Readonly<Record<PlainFile, readonly string[]>> = {
  classes: [
    "EXAMPLE-CLASS",
    "Example class",
    "EXAMPLE-ROOM",
    "2026-09-01",
    "2027-01-01",
    "EXAMPLE-COURSE",
    "EXAMPLE-TERM",
    "example.teacher",
  ],
  students: ["EXAMPLE-1", "Ada", "Example", "ada@example.org", "2026", "EXAMPLE-CARD", "", "ada.example", ""],
  enrolments: ["EXAMPLE-1", "EXAMPLE-CLASS", "2026-09-01", "2027-01-01"],
  timetable: [
    "EXAMPLE-CLASS",
    "2026-09-01 09:00",
    "2026-09-01 10:00",
    "EXAMPLE-ROOM",
    "example.teacher",
    "in_person",
    "Example lecture",
    "lecture",
    "yes",
    "1",
  ],
  terms: ["EXAMPLE-TERM", "Example term", "2026-09-01", "2026-12-18"],
  non_teaching_days: ["2026-12-25", "Example holiday"],
  rooms: ["EXAMPLE-ROOM", "Example room", "Example building", "30", "EXAMPLE-ALIAS"],
  courses: ["EXAMPLE-COURSE", "Example course"],
  staff: ["example.teacher", "Alan", "Example", "alan@example.org", "", "", ""],
};

/** A file to fill in: the header, and the example. */
export function plainTemplate(file: PlainFile): string {
  return csvHead(writtenColumns[file]) + writeCsvLine(exampleRows[file]);
}

export function isExample(file: PlainFile, cells: readonly string[]): boolean {
  const example = exampleRows[file];
  // Templates of before had fewer columns.
  return cells.length >= fewest[file] && cells.every((cell, at) => cell === example[at]);
}

const fewest: Readonly<Record<PlainFile, number>> = {
  classes: 5,
  students: 4,
  enrolments: 4,
  timetable: 6,
  terms: 4,
  non_teaching_days: 2,
  rooms: 5,
  courses: 2,
  staff: 7,
};
