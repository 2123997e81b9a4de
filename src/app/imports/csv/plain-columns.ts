import type { ColumnNames } from "../match-columns.ts";

export const plainFiles = ["students", "enrolments", "timetable"] as const;
export type PlainFile = (typeof plainFiles)[number];

/** What is written, in this order; it does not change. */
export const writtenColumns = {
  students: [
    "student_id",
    "given_name",
    "family_name",
    "email",
    "cohort",
    "card_uid",
    "face_subject",
    "username",
  ],
  enrolments: ["student_id", "class", "from", "to"],
  timetable: ["class", "start", "end", "rooms", "staff", "mode", "title", "kind", "required", "weight"],
} as const;

const studentId = [
  "studentid",
  "student number",
  "student no",
  "student",
  "sid",
  "matriculation number",
  "id",
  "number",
];
const classNames = ["class code", "classes", "group", "section", "module", "course"];

/** What is read, with the other names that each goes by. */
export const studentColumns: ColumnNames<
  "student_id" | "given_name" | "family_name" | "email" | "cohort" | "card_uid" | "face_subject" | "username"
> = {
  student_id: studentId,
  given_name: ["first name", "forename", "forenames", "given names", "first"],
  family_name: ["last name", "surname", "family", "last"],
  email: ["e-mail", "mail", "email address"],
  cohort: ["year", "year group", "programme", "intake"],
  card_uid: ["card", "card number", "card id"],
  face_subject: ["face", "face id"],
  username: ["login", "user name", "user"],
};

export const enrolmentColumns: ColumnNames<"student_id" | "class" | "from" | "to" | "last_day"> = {
  student_id: studentId,
  class: classNames,
  from: [
    "start",
    "starts",
    "start date",
    "begin",
    "begin date",
    "from date",
    "date from",
    "first day",
    "valid from",
  ],
  // As exports have it: the first day after.
  to: [],
  // As people write an end: the last day.
  last_day: [
    "end",
    "ends",
    "end date",
    "end day",
    "ends on",
    "until",
    "to date",
    "date to",
    "last date",
    "last day of enrolment",
    "through",
    "thru",
    "till",
    "valid to",
    "valid until",
    "leaving date",
    "date left",
    "finish",
    "finish date",
  ],
};

export const timetableColumns: ColumnNames<
  | "class"
  | "date"
  | "start"
  | "end"
  | "rooms"
  | "staff"
  | "mode"
  | "title"
  | "kind"
  | "session_id"
  | "required"
  | "weight"
> = {
  class: classNames,
  date: ["day"],
  start: ["start time", "starts", "begin", "from", "start date time"],
  end: ["end time", "ends", "finish", "until", "to", "end date time"],
  rooms: ["room", "location", "locations", "place", "venue"],
  staff: ["teacher", "teachers", "lecturer", "lecturers", "tutor", "instructor"],
  mode: ["delivery", "delivery mode"],
  title: ["name", "summary", "subject"],
  kind: ["type", "sort", "session type"],
  session_id: ["uid", "id", "event id", "key"],
  required: ["mandatory"],
  weight: ["counts as", "weighting"],
};
