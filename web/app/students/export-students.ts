import { type StudentView, studentPage } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";
import { markLooks } from "../../ui/looks.ts";
import type { FigureTable } from "../../ui/write-csv.ts";
import { read } from "../api/call-api.ts";
import { lookOfPlace } from "./place-mark.tsx";
import { type StudentListSearch, studentListQuery } from "./student-list-search.ts";

const pageSize = 1000;

/**
 * Every student of a list, in its order.
 *
 * @param most how many at most
 * @param onRead told how many have come so far
 */
export async function readStudentsOf(
  search: StudentListSearch,
  most: number,
  signal: AbortSignal,
  onRead: (read: number) => void = () => undefined,
): Promise<StudentView[]> {
  const students: StudentView[] = [];
  let cursor: string | null = null;
  do {
    const query = studentListQuery(search);
    query.set("limit", String(Math.min(pageSize, most - students.length)));
    if (cursor !== null) query.set("cursor", cursor);
    const page: { students: StudentView[]; next: string | null } = await read(
      studentPage,
      `students?${query}`,
      signal,
    );
    students.push(...page.students);
    onRead(students.length);
    cursor = page.next;
  } while (cursor !== null && students.length < most);
  return students;
}

/** A row for each place of each student, with the student's sum beside it: what a spreadsheet can pivot. */
export function tableOfStudents(students: readonly StudentView[], timeZone: string): FigureTable {
  const writeTime = (at: string): string => {
    const day = localDay(at, timeZone);
    return `${day} ${clockfaceOf(timeZone).time(at, day)}`;
  };
  return {
    columns: [
      "Student",
      "Class",
      "Location",
      "Status",
      "Last attempt",
      `Time (${timeZone})`,
      "Reason",
      "Credit",
      "Earned",
      "Possible",
      "Percent",
      "Band",
      "Policy",
    ],
    rows: students.flatMap(({ studentId, rate, locations }) =>
      locations.map((place) => [
        studentId,
        place.class,
        place.location,
        markLooks[place.status].word,
        lookOfPlace(place) === markLooks[place.status] ? null : lookOfPlace(place).word,
        place.at === null ? null : writeTime(place.at),
        place.reason,
        place.credit,
        rate.earned,
        rate.possible,
        rate.percent,
        rate.band,
        `${rate.policy.name}, version ${rate.policy.version}`,
      ]),
    ),
  };
}
