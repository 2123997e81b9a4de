import { z } from "zod";
import { placeReadings } from "../../domain/timetable/places-of-location.ts";
import { neededLine } from "./one-line.ts";

/** Files and feeds in: read, check, preview, confirm. */

const instant = z.string().describe("RFC 3339, UTC");

export const importKinds = ["oneroster", "csv", "icalendar"] as const;

/** The encodings in which files come; the names are those of the WHATWG's Encoding Standard. */
export const textEncodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "iso-8859-2",
  "macintosh",
] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** Something about one row, with what to do about it. */
export const importNote = z.object({
  severity: z.enum(["refused", "guessed", "ignored"]),
  file: z.string(),
  /** From 1, the header being line 1; null for a whole file. */
  line: z.int().nullable(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
});
export type ImportNote = z.infer<typeof importNote>;

export const importThings = [
  "term",
  "non_teaching_day",
  "room",
  "course",
  "class",
  "student",
  "staff",
  "enrolment",
  "session",
] as const;

/** What would become of one thing. */
export const importChange = z.object({
  thing: z.enum(importThings),
  change: z.enum(["add", "change", "end", "move"]),
  /** Its code or id, and what is told of it. */
  key: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** What only a person can tell. */
export const importQuestion = z.object({
  /** By which it is answered: `student REU7`. */
  key: z.string(),
  text: z.string(),
  file: z.string(),
  line: z.int().nullable(),
  /** Who has the id now, and whom the file means. */
  before: z.string(),
  after: z.string(),
  /** null until somebody has answered; the row is left out until then. */
  answer: z.enum(["same", "another"]).nullable(),
});
export type ImportQuestion = z.infer<typeof importQuestion>;

export const importView = z.object({
  id: z.string(),
  kind: z.enum(importKinds),
  name: z.string(),
  /** To whom its keys belong: `csv`, `oneroster`, a feed, or a calendar by its name. */
  source: z.string(),
  createdAt: instant,
  by: z.string(),
  /** `applying`: begun, and a part of it is stored; it is finished after a crash by the next start, and where `halted` says why not, by applying it again. */
  state: z.enum(["preview", "applying", "applied", "discarded", "superseded"]),
  appliedAt: instant.nullable(),
  /** Why one that is being applied is written no further, until it is applied again; null for every other. */
  halted: z.string().nullable(),
  rows: z.int(),
  counts: z.array(
    z.object({
      thing: z.enum(importThings),
      add: z.int(),
      change: z.int(),
      end: z.int(),
      move: z.int(),
      same: z.int(),
    }),
  ),
  /** At most 200 of each kind; `notes` has all. */
  changes: z.array(importChange),
  notes: z.array(importNote),
  refused: z.int(),
  /** What a second confirmation is asked for, in words; empty when one is enough. */
  warnings: z.array(z.string()),
  /** What is asked, answered or not; `POST /api/v1/imports/{id}/answers` answers. */
  questions: z.array(importQuestion),
});
export type ImportView = z.infer<typeof importView>;
export const importList = z.object({
  imports: z.array(importView.omit({ changes: true, notes: true, questions: true })),
  next: z.string().nullable(),
});

/** `POST /api/v1/imports/{id}/apply`. */
export const applyRequest = z.strictObject({
  /** true says yes to every warning as well. */
  confirmWarnings: z.boolean().default(false),
});

/** `POST /api/v1/imports/{id}/answers`: an answer to each question by its key; those answered before stay. */
export const answersRequest = z.strictObject({
  answers: z.record(
    z.string().min(1).max(400),
    z
      .enum(["same", "another"])
      .describe(
        "same: one person with another name, or meetings that are there already; another: the id was used again, or they are others",
      ),
  ),
});

/** How SUMMARY and LOCATION of a calendar become classes, kinds and rooms. */
export const calendarRule = z.strictObject({
  /** A regular expression over SUMMARY with the named groups `class` and, if wanted, `sort`. */
  summary: z.string().min(1).max(500),
  /** What is cut out of LOCATION before it is split at commas; a regular expression, empty for nothing. */
  locationNoise: z.string().max(500).default(""),
  /** Classes that the calendar names and nobody has: made, or refused. */
  makeClasses: z.boolean().default(true),
  /** What of LOCATION is a room: each part between commas, the first, all of it, or what reads like none of a building. */
  places: z.enum(placeReadings).default("guess"),
  /** Whether staff are read where an event names them. */
  staff: z.enum(["named", "none"]).default("named"),
  /** The file's letters; null to find out. */
  encoding: z.enum(textEncodings).nullable().default(null),
  /** IANA name of the zone in which times without one are meant; null for the calendar's own, else the institution's. */
  timeZone: z.string().max(100).nullable().default(null),
  /** IANA names of zones, by the names that the calendar gives them. */
  zones: z.record(z.string().max(200), z.string().max(100)).default({}),
});

export const feedView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  everyMinutes: z.int(),
  rule: calendarRule,
  active: z.boolean(),
  lastPolledAt: instant.nullable(),
  lastOutcome: z.string().nullable(),
  /** The preview that waits for a person, if one does. */
  waiting: z.string().nullable(),
});
export const feedList = z.object({ feeds: z.array(feedView) });
export type FeedView = z.infer<typeof feedView>;
/** `POST /api/v1/feeds`. */
export const newFeed = z.strictObject({
  name: neededLine(100),
  url: z.url(),
  everyMinutes: z.int().min(5).max(10_080).default(60),
  rule: calendarRule,
});

/** Whether an import has times that are read in the institution's time zone, where they tell no offset from UTC. */
export const hasWallTimes = ({ kind, counts }: Pick<ImportView, "kind" | "counts">): boolean =>
  kind === "csv" && counts.some(({ thing }) => thing === "session");
