import type { PlainFile } from "./csv/plain-columns.ts";
import {
  type ClassLine,
  type CourseLine,
  type DayOffLine,
  type EnrolmentRow,
  type MeetingRow,
  type RoomLine,
  type StaffLine,
  type StudentLine,
  type TermLine,
  writeClasses,
  writeCourses,
  writeDaysOff,
  writeEnrolments,
  writeRooms,
  writeStaff,
  writeStudents,
  writeTerms,
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
  /**
   * By start, classes, rooms and staff; without those that somebody cancelled, and each once. What nothing but a day without
   * teaching has cancelled is there, so that it is held where the day is taught again.
   */
  meetings(): Promise<readonly MeetingRow[]>;
  /** By code. */
  terms(): Promise<readonly TermLine[]>;
  daysOff(): Promise<readonly DayOffLine[]>;
  /** By code. */
  rooms(): Promise<readonly RoomLine[]>;
  /** By code. */
  courses(): Promise<readonly CourseLine[]>;
  /** By username. */
  staff(): Promise<readonly StaffLine[]>;
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
    case "terms":
      return writeTerms(await store.terms());
    case "non_teaching_days":
      return writeDaysOff(await store.daysOff());
    case "rooms":
      return writeRooms(await store.rooms());
    case "courses":
      return writeCourses(await store.courses());
    case "staff":
      return writeStaff(await store.staff());
  }
}
