import { Temporal } from "temporal-polyfill";
import type { University } from "./university.ts";

/** One file for an import. */
export interface SchoolFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A school as the plain CSV files of an import: who its students are, who goes to which class, and when and where the
 * classes meet. Times are local, with their offset from UTC.
 */
export function schoolFiles({ students, enrolments, sessions, size }: University): readonly SchoolFile[] {
  const local = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at).toString({ timeZone: size.timeZone, smallestUnit: "second" });
  return [
    {
      name: "students.csv",
      text: csv([
        ["student_id", "given_name", "family_name", "email"],
        ...students.map((each) => [each.id, each.givenName, each.familyName, each.email]),
      ]),
    },
    {
      name: "enrolments.csv",
      text: csv([
        ["student_id", "class", "from", "to"],
        ...enrolments.map((each) => [each.student, each.class, each.from, each.to ?? ""]),
      ]),
    },
    {
      name: "timetable.csv",
      text: csv([
        ["class", "start", "end", "rooms", "staff", "mode"],
        ...sessions.map((each) => [
          each.class,
          local(each.from),
          local(each.to),
          each.room,
          each.staff.join(";"),
          "in_person",
        ]),
      ]),
    },
  ];
}

function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("");
}

/** RFC 4180: quoted where it holds a comma, a quote or a line end. */
function cellText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
