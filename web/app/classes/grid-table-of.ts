import type { ClassGrid } from "../../../src/contract/http/figures.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import type { FigureTable } from "../../ui/write-csv.ts";

/** The register of a class for a spreadsheet: a row for each student, a column for each session. */
export function gridTableOf({ sessions, students }: Pick<ClassGrid, "sessions" | "students">): FigureTable {
  return {
    columns: [
      "student_id",
      "name",
      "percent",
      ...sessions.map(({ day, start, timeZone }) => `${day} ${clockfaceOf(timeZone).minute(start)}`),
    ],
    rows: students.map(({ student, percent, marks }) => [
      student.id,
      student.name ?? "",
      percent,
      ...marks.map((mark) => (mark === null ? null : markLooks[mark.status].word)),
    ]),
  };
}
