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
  leftOut(): Promise<RosterLeftOut>;
}

/** How many the files leave out, since nothing there could tell of them. */
export interface RosterLeftOut {
  /** Students who have no student id now, and their enrolments. */
  readonly students: number;
  readonly enrolments: number;
  /** Members of staff who have no user name now, and the classes and meetings that name them. */
  readonly staff: number;
  readonly classes: number;
  readonly meetings: number;
  /** Meetings that somebody cancelled. */
  readonly cancelled: number;
}

/** What a file leaves out and why, in sentences; none where it leaves out nothing. */
export function tellLeftOut(file: PlainFile, left: RosterLeftOut): readonly string[] {
  const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
  const lines = {
    students: [
      [
        left.students,
        `${count(left.students, "student has", "students have")} no student id now, and an import needs one: left out`,
      ],
    ],
    enrolments: [
      [
        left.enrolments,
        `${count(left.enrolments, "enrolment is", "enrolments are")} of students who have no student id now, and an import needs one: left out`,
      ],
    ],
    staff: [
      [
        left.staff,
        `${count(left.staff, "member of staff has", "members of staff have")} no user name now, and an import needs one: left out`,
      ],
    ],
    classes: [
      [
        left.classes,
        `${count(left.classes, "class is", "classes are")} taught by staff who have no user name now: told without them`,
      ],
    ],
    timetable: [
      [
        left.meetings,
        `${count(left.meetings, "meeting is", "meetings are")} held by staff who have no user name now: told without them`,
      ],
      [left.cancelled, `${count(left.cancelled, "meeting was", "meetings were")} cancelled: left out`],
    ],
    terms: [],
    non_teaching_days: [],
    rooms: [],
    courses: [],
  } as const satisfies Readonly<Record<PlainFile, readonly (readonly [number, string])[]>>;
  const told: readonly (readonly [number, string])[] = lines[file];
  return told.flatMap(([n, text]) => (n > 0 ? [text] : []));
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
