import type { PlainFile } from "./csv/plain-columns.ts";
import {
  type ClassLine,
  type EnrolmentRow,
  type MeetingRow,
  type StudentLine,
  writeClasses,
  writeEnrolments,
  writeStudents,
  writeTimetable,
} from "./csv/write-plain-csv.ts";

/** What the plain files hold, each in an order that does not change. */
export interface RosterExport {
  /** By code, and the first day in each room; one without a room where a class stands in none, ever. */
  classes(): Promise<readonly ClassLine[]>;
  /** By student id. */
  students(): Promise<readonly StudentLine[]>;
  /** By student id, class and first day. */
  enrolments(): Promise<readonly EnrolmentRow[]>;
  /** By start, classes, rooms and staff; without those that are cancelled, and each once. */
  meetings(): Promise<readonly MeetingRow[]>;
}

/** One of the plain files as it stands now. An import of all of them into an empty store exports the same bytes. */
export async function exportRoster(store: RosterExport, file: PlainFile, timeZone: string): Promise<string> {
  switch (file) {
    case "classes":
      return writeClasses(await store.classes());
    case "students":
      return writeStudents(await store.students());
    case "enrolments":
      return writeEnrolments(await store.enrolments());
    case "timetable":
      return writeTimetable(await store.meetings(), timeZone);
  }
}
