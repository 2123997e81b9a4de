import { Temporal } from "temporal-polyfill";
import { defuseCell } from "./defuse-cell.ts";
import { writtenColumns } from "./plain-columns.ts";
import { joinList } from "./split-list.ts";

/** A class in a room where it stands, or without one. */
export interface ClassLine {
  readonly code: string;
  readonly title: string;
  readonly room: string | null;
  /** ISO dates, from (inclusive) to (exclusive); null without a room. */
  readonly from: string | null;
  readonly to: string | null;
  /** Codes. */
  readonly course: string | null;
  readonly term: string | null;
  /** Usernames of those who teach it. */
  readonly staff: readonly string[];
}

/** Somebody, by what lasts of what is known of them. */
export interface PersonLine {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly cohort: string | null;
  readonly cards: readonly string[];
  readonly faceSubjects: readonly string[];
  readonly username: string | null;
  /** As devices call them: `gate/5`. */
  readonly devicePeople: readonly string[];
}

export interface StudentLine extends PersonLine {
  readonly studentId: string;
}

export interface StaffLine extends PersonLine {
  readonly username: string;
}

export interface TermLine {
  readonly code: string;
  readonly title: string;
  /** ISO dates, both inclusive. */
  readonly from: string;
  readonly to: string;
}

export interface DayOffLine {
  /** ISO date. */
  readonly day: string;
  readonly title: string;
}

export interface RoomLine {
  readonly code: string;
  readonly title: string | null;
  readonly building: string | null;
  readonly capacity: number | null;
  /** Without its code. */
  readonly aliases: readonly string[];
}

export interface CourseLine {
  readonly code: string;
  readonly title: string;
}

export interface EnrolmentRow {
  readonly studentId: string;
  readonly class: string;
  /** ISO dates, from (inclusive) to (exclusive). */
  readonly from: string;
  readonly to: string | null;
}

export interface MeetingRow {
  readonly classes: readonly string[];
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly rooms: readonly string[];
  /** Usernames. */
  readonly staff: readonly string[];
  readonly mode: "in_person" | "remote" | "hybrid";
  readonly title: string;
  /** A lecture, a seminar; "" where nobody says. */
  readonly sort: string;
  readonly required: boolean;
  /** A decimal above 0. */
  readonly weight: string;
}

/** Makes a spreadsheet take the text for UTF-8; it stands once, before the header. */
export const byteOrderMark = "\uFEFF";

/** One line of CSV (RFC 4180) with its line end; cells that a spreadsheet would run are defused. */
export function writeCsvLine(cells: readonly string[]): string {
  return `${cells.map(quote).join(",")}\r\n`;
}

/** The first line of a file, its byte order mark included. */
export const csvHead = (columns: readonly string[]): string => `${byteOrderMark}${writeCsvLine(columns)}`;

/** What `readPlainCsv` reads as these classes. Days that follow one another in one room are one row. */
export function writeClasses(rows: readonly ClassLine[]): string {
  const spans: ClassLine[] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    const goesOn =
      last?.code === row.code && last.room === row.room && last.to !== null && last.to === row.from;
    if (goesOn) spans.splice(-1, 1, { ...last, to: row.to });
    else spans.push(row);
  }
  return whole(
    writtenColumns.classes,
    spans.map(({ code, title, room, from, to, course, term, staff }) => [
      code,
      title,
      room ?? "",
      from ?? "",
      to ?? "",
      course ?? "",
      term ?? "",
      joinList(staff),
    ]),
  );
}

/** What `readPlainCsv` reads as these students. */
export function writeStudents(rows: readonly StudentLine[]): string {
  return whole(
    writtenColumns.students,
    rows.map((row) => [
      row.studentId,
      row.givenName ?? "",
      row.familyName ?? "",
      row.email ?? "",
      row.cohort ?? "",
      joinList(row.cards),
      joinList(row.faceSubjects),
      row.username ?? "",
      joinList(row.devicePeople),
    ]),
  );
}

/** What `readPlainCsv` reads as these members of staff. */
export function writeStaff(rows: readonly StaffLine[]): string {
  return whole(
    writtenColumns.staff,
    rows.map((row) => [
      row.username,
      row.givenName ?? "",
      row.familyName ?? "",
      row.email ?? "",
      joinList(row.cards),
      joinList(row.faceSubjects),
      joinList(row.devicePeople),
    ]),
  );
}

/** What `readPlainCsv` reads as these terms. */
export function writeTerms(rows: readonly TermLine[]): string {
  return whole(
    writtenColumns.terms,
    rows.map(({ code, title, from, to }) => [code, title, from, to]),
  );
}

/** What `readPlainCsv` reads as these days without teaching. */
export function writeDaysOff(rows: readonly DayOffLine[]): string {
  return whole(
    writtenColumns.non_teaching_days,
    rows.map(({ day, title }) => [day, title]),
  );
}

/** What `readPlainCsv` reads as these rooms. */
export function writeRooms(rows: readonly RoomLine[]): string {
  return whole(
    writtenColumns.rooms,
    rows.map(({ code, title, building, capacity, aliases }) => [
      code,
      title ?? "",
      building ?? "",
      capacity === null ? "" : String(capacity),
      joinList(aliases),
    ]),
  );
}

/** What `readPlainCsv` reads as these courses. */
export function writeCourses(rows: readonly CourseLine[]): string {
  return whole(
    writtenColumns.courses,
    rows.map(({ code, title }) => [code, title]),
  );
}

/** What `readPlainCsv` reads as these enrolments, those of a student in a class by first day. Days in common are one row's. */
export function writeEnrolments(rows: readonly EnrolmentRow[]): string {
  const spans: EnrolmentRow[] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    const isOne =
      last?.studentId === row.studentId &&
      last.class === row.class &&
      (last.to === null || row.from < last.to);
    if (!isOne) spans.push(row);
    else if (last.to !== null && (row.to === null || last.to < row.to))
      spans.splice(-1, 1, { ...last, to: row.to });
  }
  return whole(
    writtenColumns.enrolments,
    spans.map((row) => [row.studentId, row.class, row.from, row.to ?? ""]),
  );
}

/** What `readPlainCsv` reads as these meetings. @param timeZone the institution's, in which times are written */
export function writeTimetable(rows: readonly MeetingRow[], timeZone: string): string {
  return whole(
    writtenColumns.timetable,
    rows.map(({ classes, start, end, rooms, staff, mode, title, sort, required, weight }) => [
      joinList(classes),
      wallTime(start, timeZone),
      wallTime(end, timeZone),
      joinList(rooms),
      joinList(staff),
      mode,
      title,
      sort,
      required ? "yes" : "no",
      weight,
    ]),
  );
}

function whole(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return csvHead(columns) + rows.map(writeCsvLine).join("");
}

function quote(cell: string): string {
  const text = defuseCell(cell);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `2026-11-23 09:00`; with its offset where the clocks show this time twice and the second is meant. */
function wallTime(at: Temporal.Instant, timeZone: string): string {
  const zoned = at.toZonedDateTimeISO(timeZone);
  const wall = zoned.toPlainDateTime();
  const { second, millisecond } = wall;
  const time = wall.toPlainTime().toString({
    smallestUnit: millisecond > 0 ? "millisecond" : second > 0 ? "second" : "minute",
  });
  const text = `${wall.toPlainDate().toString()} ${time}`;
  const plain = Temporal.Instant.compare(wall.toZonedDateTime(timeZone).toInstant(), at) === 0;
  return plain && millisecond === 0 ? text : `${text}${zoned.offset}`;
}
