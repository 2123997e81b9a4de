import { z } from "zod";
import { maxIdentifierLength, maxTextLength } from "../mqtt/limits.ts";
import { oneLine as line, neededLine } from "./one-line.ts";

/** Rosters as the office keeps them: whatever files bring can be written by hand as well. */

const instant = z.string().describe("RFC 3339, UTC");
const code = neededLine(maxIdentifierLength);
const title = neededLine(maxTextLength);
const maybe = line(maxTextLength)
  .transform((text) => (text === "" ? null : text))
  .nullable();
const day = z.iso.date();
const reason = neededLine(maxTextLength);

export const termView = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  from: day,
  to: day.describe("inclusive"),
});
/** A term as it was saved. */
export const savedTerm = termView.extend({
  shares: z
    .array(
      z.object({
        from: day,
        to: day.describe("inclusive"),
        counts: z.string().describe("Code of the term over which figures of those days are taken"),
        other: z.string(),
      }),
    )
    .describe("Days that another term covers as well; a class's own term comes before either"),
});
export const termList = z.object({ terms: z.array(termView) });
export const newTerm = z.strictObject({ code, title, from: day, to: day });
export const termChange = newTerm.partial();

export const nonTeachingDayView = z.object({ day, title: z.string() });
export const nonTeachingDayList = z.object({ days: z.array(nonTeachingDayView) });
export const newNonTeachingDay = z.strictObject({ day, title });

export const roomView = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string().nullable(),
  building: z.string().nullable(),
  capacity: z.int().nullable(),
  /** Other names that devices and files call it by. */
  aliases: z.array(z.string()),
});
export const roomList = z.object({ rooms: z.array(roomView) });
export const newRoom = z.strictObject({
  code,
  title: maybe.default(null),
  building: maybe.default(null),
  capacity: z.int().min(1).max(1_000_000).nullable().default(null),
  aliases: z.array(code).max(100).default([]),
});
export const roomChange = z.strictObject({
  code: code.optional(),
  title: maybe.optional(),
  building: maybe.optional(),
  capacity: z.int().min(1).max(1_000_000).nullable().optional(),
  /** All of them: one that is left out is taken away. */
  aliases: z.array(code).max(100).optional(),
});

export const courseView = z.object({ id: z.string(), code: z.string(), title: z.string() });
export const courseList = z.object({ courses: z.array(courseView) });
export const newCourse = z.strictObject({ code, title });
export const courseChange = newCourse.partial();

export const rosterClassView = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  /** Ids. */
  course: z.string().nullable(),
  term: z.string().nullable(),
  staff: z.array(z.string()),
});
export const rosterClassList = z.object({ classes: z.array(rosterClassView) });
export const newClass = z.strictObject({
  code,
  title,
  course: z.uuid().nullable().default(null),
  term: z.uuid().nullable().default(null),
  staff: z.array(z.uuid()).max(100).default([]),
});
export const classChange = z.strictObject({
  code: code.optional(),
  title: title.optional(),
  course: z.uuid().nullable().optional(),
  term: z.uuid().nullable().optional(),
  staff: z.array(z.uuid()).max(100).optional(),
});

export const standingRoomChange = z.strictObject({
  /** The id of the room where the class stands from the day on; null: it stands no longer. */
  room: z.uuid().nullable(),
  /** ISO date. */
  from: z.iso.date(),
});
/** Where a class stood, stands and will stand, by time; from (inclusive) to (exclusive). */
export const standingRoomList = z.object({
  standing: z.array(
    z.object({ id: z.string(), room: z.string(), from: z.string(), to: z.string().nullable() }),
  ),
});

export const identifierSchemes = [
  "student_id",
  "card_uid",
  "face_subject",
  "device_person",
  "username",
] as const;
export const identifierView = z.object({
  scheme: z.enum(identifierSchemes),
  value: z.string(),
  /** null since ever. */
  from: instant.nullable(),
  /** null while it lasts. */
  to: instant.nullable(),
});
export const rosterPersonView = z.object({
  id: z.string(),
  kind: z.enum(["student", "staff"]),
  /** A student's id, the user name of staff; null where it ended. */
  code: z.string().nullable(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  email: z.string().nullable(),
  cohort: z.string().nullable(),
});
export const personPage = z.object({ people: z.array(rosterPersonView), next: z.string().nullable() });
export const rosterEnrolmentView = z.object({
  id: z.string(),
  /** The id and the code of the class. */
  class: z.string(),
  code: z.string(),
  from: day,
  to: day.nullable().describe("exclusive; null while it lasts"),
});
export const personDetail = rosterPersonView.extend({
  identifiers: z.array(identifierView),
  enrolments: z.array(rosterEnrolmentView),
});
const email = z.union([z.email().max(254), z.literal("").transform(() => null)]).nullable();
export const newPerson = z.strictObject({
  /** A student's id, or the user name of staff. */
  code,
  givenName: maybe.default(null),
  familyName: maybe.default(null),
  email: email.default(null),
  cohort: maybe.default(null),
  /** The first day on which the code is theirs, where somebody had it before; null: it always was. */
  from: day.nullable().default(null),
});
export const personChange = z.strictObject({
  givenName: maybe.optional(),
  familyName: maybe.optional(),
  email: email.optional(),
  cohort: maybe.optional(),
});

/** `/api/v1/roster/people/{id}/tutees`: the store ids of the students whose tutor somebody is. */
export const tutees = z.strictObject({ students: z.array(z.uuid()).max(2000) });

export const newEnrolment = z.strictObject({
  student: z.uuid(),
  class: z.uuid(),
  from: day,
  to: day.nullable().default(null).describe("exclusive; null while it lasts"),
});
export const enrolmentChange = z.strictObject({ from: day.optional(), to: day.nullable().optional() });

/** `POST /api/v1/roster/people/{id}/identifiers`: a card is issued anew, a face enrolled, an id changed. */
export const reissueRequest = z.strictObject({
  scheme: z.enum(identifierSchemes),
  /** null only ends what is there. */
  value: code.nullable(),
  /** The one that ends; left out, all of the scheme end; null, none does. */
  ends: code.nullable().optional(),
  /** When the old one ends and the new one begins; left out, now. */
  from: z.iso.datetime({ offset: true }).optional(),
  reason,
  /** It is meant although it looks like another's id, or is another's card as a reader of another make shows it. */
  alike: z.boolean().optional(),
});

const mergedRecord = rosterPersonView.pick({ id: true, givenName: true, familyName: true }).extend({
  /** A student's id, the user name of staff: of who stayed as it is now, null where it ended or the record was merged since. */
  code: z.string().nullable(),
});
/** Two records that were told as one, and what moved with it. */
export const mergeRecord = z.object({
  id: z.string(),
  kind: z.enum(["student", "staff"]),
  /** Who stayed; by the id of the record that the person is told by now. */
  kept: mergedRecord,
  merged: mergedRecord,
  /** What moved, so many. */
  identifiers: z.int(),
  enrolments: z.int(),
  scans: z.int(),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
  /** When it was taken back; null while it stands. */
  undoneAt: instant.nullable(),
  /** Who took it back; null while it stands, and where that was not kept. */
  undoneBy: z.string().nullable(),
});
export type MergeRecord = z.infer<typeof mergeRecord>;
/** `GET /api/v1/roster/merges`. */
export const mergePage = z.object({ merges: z.array(mergeRecord), next: z.string().nullable() });

/** `POST /api/v1/roster/merges`. */
export const mergeRequest = z.strictObject({
  /** Who stays. */
  kept: z.uuid(),
  /** Whose record turned out to be the same person's. */
  merged: z.uuid(),
  reason,
});
export const mergeView = z.object({
  id: z.string(),
  kept: z.string(),
  merged: z.string(),
  /** What moved, so many. */
  identifiers: z.int(),
  enrolments: z.int(),
  scans: z.int(),
  /** Identifiers that ended, since nobody has two student ids at once. */
  ended: z.array(z.string()),
  undone: z.boolean(),
});
