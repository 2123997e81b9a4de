import { z } from "zod";
import { type MarkStatus, markStatuses } from "../../domain/attendance/mark.ts";
import { exact } from "./figures.ts";
import { personView } from "./sessions.ts";

/** Students as lists and pickers know them. A rate is that of `registers/students/{id}/figures`, its sum with it. */

const instant = z.string().describe("RFC 3339, UTC");

/** What is said of a student in a session: no more than fits into a strip. */
export const seatView = z.object({
  session: z.string(),
  kind: z.enum(["timetabled", "standing"]),
  /** ISO local day. */
  day: z.string(),
  start: instant,
  end: instant,
  /** Codes of the classes through which the student is expected. */
  classes: z.array(z.string()),
  status: z.enum(markStatuses),
});
export type SeatView = z.infer<typeof seatView>;

/** The rate of one week, from Monday to Sunday; null where nothing counted. */
export const weekRate = z.object({ monday: z.string(), percent: z.number().nullable() });
export type WeekRate = z.infer<typeof weekRate>;

export const rateWithSum = z.object({
  earned: exact,
  possible: exact,
  /** 0 to 100 with one decimal, halves up; null when there is nothing to count, and while nobody was ever seen. */
  percent: z.number().nullable(),
  band: z.enum(["good", "fair", "poor"]).nullable(),
  /** `(6 × 1 + 1 × 0.5) ÷ 8 = 81.3 %`; empty when there is nothing to count. */
  sum: z.string(),
});

export const figureWindow = z
  .object({ from: z.string(), to: z.string(), title: z.string().nullable() })
  .describe("Local days, both inclusive; the title is that of a term, null for days that are none");

export const studentRow = z.object({
  student: personView,
  cohort: z.string().nullable(),
  /** Codes of the classes of today. */
  classes: z.array(z.string()),
  /** true for somebody whose enrolments are all over. */
  left: z.boolean(),
  rate: rateWithSum,
  /** The last eight weeks, oldest first. */
  weeks: z.array(weekRate),
  /** The sessions of today, by start. */
  today: z.array(seatView),
  lastSeen: instant.nullable(),
  openAlerts: z.int(),
});
export type StudentRow = z.infer<typeof studentRow>;

export const studentPage = z.object({
  students: z.array(studentRow),
  total: z.int(),
  next: z.string().nullable(),
  day: z.string(),
  timeZone: z.string(),
  /** What the rates are taken over. */
  window: figureWindow,
  policy: z.object({ version: z.int(), name: z.string() }),
});
export type StudentPage = z.infer<typeof studentPage>;

/** What counts as missed: neither seen nor elsewhere for the school, with leave or without. */
export const missedStatuses = [
  "not_seen",
  "absent",
  "absent_authorised",
] as const satisfies readonly MarkStatus[];
/** Days of which a tutor is told what tutees missed. */
export const missedDays = 14;

/** `GET /api/v1/tutees`: whom somebody is tutor of, side by side. */
export const tuteesView = z.object({
  /** The lowest rate first; whoever has none comes last. */
  students: z.array(studentRow),
  /** How many there are; more than are listed only where there are very many. */
  total: z.int(),
  /** The percentage below which a rate is poor. */
  poorBelow: z.number(),
  /** Sessions of the last fourteen days that are over and were missed, the newest first. */
  missed: z.array(z.object({ student: personView, seat: seatView })),
  /** How many were, of those who are listed. */
  missedTotal: z.int(),
  day: z.string(),
  timeZone: z.string(),
  window: figureWindow,
});
export type TuteesView = z.infer<typeof tuteesView>;

/** The orders in which students come; a minus turns one round. Whoever has no rate comes last either way. */
export const studentSorts = ["name", "-name", "id", "-id", "rate", "-rate", "alerts", "-alerts"] as const;
export type StudentSort = (typeof studentSorts)[number];

/** Who stands beside a student in a list of students. */
export const studentNeighbours = z.object({
  previous: personView.nullable(),
  next: personView.nullable(),
  /** From 1; 0 for a student who is not in the list. */
  place: z.int(),
  total: z.int(),
});
export type StudentNeighbours = z.infer<typeof studentNeighbours>;

/** `GET /api/v1/students/{id}`: what a student's page shows beside the figures. */
export const studentDetail = studentRow.extend({
  day: z.string(),
  timeZone: z.string(),
  window: figureWindow,
  /** A student of a demonstration that was ended: no list or figure of the school has them. */
  ofEndedDemo: z.boolean(),
  enrolledIn: z.array(z.object({ code: z.string(), title: z.string(), course: z.string().nullable() })),
  /** Every session of the window, by start; of everything, where there is no window, the last half year. */
  seats: z.array(seatView),
});
export type StudentDetail = z.infer<typeof studentDetail>;

/** `GET /api/v1/people`: students found by name or id, those who match best first. */
export const foundPerson = z.object({
  student: personView,
  cohort: z.string().nullable(),
  classes: z.array(z.string()),
  left: z.boolean(),
});
export type FoundPerson = z.infer<typeof foundPerson>;
export const foundPeople = z.object({ people: z.array(foundPerson), total: z.int() });

/** What lists can be narrowed by. */
export const studentGroups = z.object({
  classes: z.array(z.object({ code: z.string(), title: z.string() })),
  courses: z.array(z.object({ code: z.string(), title: z.string() })),
  cohorts: z.array(z.string()),
});
export type StudentGroups = z.infer<typeof studentGroups>;
