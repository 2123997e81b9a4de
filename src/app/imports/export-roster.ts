import type { PlainFile } from "./csv/plain-columns.ts";
import {
  type EnrolmentRow,
  type MeetingRow,
  type StudentLine,
  writeEnrolments,
  writeStudents,
  writeTimetable,
} from "./csv/write-plain-csv.ts";

/** What the plain files hold, each in an order that does not change. */
export interface RosterExport {
  /** By student id. */
  students(): Promise<readonly StudentLine[]>;
  /** By student id, class and first day. */
  enrolments(): Promise<readonly EnrolmentRow[]>;
  /** By start, classes, rooms and staff; without those that are cancelled, and each once. */
  meetings(): Promise<readonly MeetingRow[]>;
}

/** One of the plain files as it stands now. An import of all three into an empty store exports the same bytes. */
export async function exportRoster(store: RosterExport, file: PlainFile, timeZone: string): Promise<string> {
  switch (file) {
    case "students":
      return writeStudents(await store.students());
    case "enrolments":
      return writeEnrolments(await store.enrolments());
    case "timetable":
      return writeTimetable(await store.meetings(), timeZone);
  }
}
