import { Temporal } from "temporal-polyfill";
import { minuteMs } from "./time.ts";
import type { Span, University } from "./university.ts";

/** One file for an import. */
export interface SchoolFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A school as the plain CSV files of an import: who its students are, who goes to which class, and when and where the
 * classes meet. Times are local, with their offset from UTC.
 */
export function schoolFiles(university: University): readonly SchoolFile[] {
  const { students, enrolments, sessions, size } = university;
  const titles = new Map(university.classes.map(({ code, title }) => [code, title]));
  const local = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at).toString({ timeZone: size.timeZone, smallestUnit: "second" });
  return [
    {
      name: "students.csv",
      text: csv([
        ["student_id", "given_name", "family_name", "email", "cohort"],
        ...students.map((each) => [each.id, each.givenName, each.familyName, each.email, each.course]),
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
        ["class", "start", "end", "rooms", "staff", "mode", "title", "kind"],
        ...sessions.map((each) => [
          each.class,
          local(each.from),
          local(each.to),
          each.room,
          each.staff.join(";"),
          "in_person",
          titles.get(each.class) ?? each.class,
          kindOf(each),
        ]),
      ]),
    },
  ];
}

function kindOf({ from, to }: Span): string {
  const minutes = (to - from) / minuteMs;
  if (minutes > 120) return "Laboratory";
  if (minutes > 90) return "Workshop";
  return minutes > 60 ? "Seminar" : "Lecture";
}

function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("");
}

/** RFC 4180: quoted where it holds a comma, a quote or a line end. */
function cellText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
