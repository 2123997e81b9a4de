import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { markView, personView, sessionRow } from "./sessions.ts";

/** Attendance figures: each travels with its sum. Percentages have one decimal, halves up; null is "no data". */

const instant = z.string().describe("RFC 3339, UTC");
const status = z.enum(markStatuses);

/** An exact fraction, and its value for display. */
export const exact = z.object({ num: z.string(), den: z.string(), value: z.number() });

/** Marks of one status and worth: a line of the sum. */
export const sumLine = z.object({
  status,
  sessions: z.int(),
  /** Of one session. */
  weight: exact,
  credit: exact,
});

export const figuresView = z.object({
  earned: exact,
  possible: exact,
  percent: z.number().nullable(),
  band: z.enum(["good", "fair", "poor"]).nullable(),
  method: z.enum(["count", "minutes"]),
  policy: z.object({ version: z.int(), name: z.string() }),
  asOf: instant,
  /** Local days, both inclusive; null for everything. */
  window: z.object({ from: z.string(), to: z.string(), title: z.string().nullable() }),
  counts: z.partialRecord(status, z.int()),
  /** The sum written out: `(6 × 1 + 1 × 0.5) ÷ 8 = 81.3 %`. */
  sum: z.string(),
  lines: z.array(sumLine),
  leftOut: z.array(z.object({ because: z.string(), sessions: z.int() })),
});
export type FiguresView = z.infer<typeof figuresView>;

/** What is told of one student besides the rate. */
export const studentFiguresView = figuresView.extend({
  student: personView,
  punctuality: z.number().nullable(),
  remaining: exact,
  bestReachable: z.number().nullable(),
  /** By `goodAt` of the policy; null when it cannot be reached any more. */
  mayStillMiss: z.int().nullable(),
  longestAbsence: z.int(),
  currentAbsence: z.int(),
  lastSeen: instant.nullable(),
  daysSinceLastSeen: z.int().nullable(),
  /** The same over the last 28 days. */
  last28Days: figuresView,
  /** Of each class in the window. */
  classes: z.array(z.object({ code: z.string(), title: z.string(), figures: figuresView })),
});
export type StudentFiguresView = z.infer<typeof studentFiguresView>;

/** A class, a course, a cohort or everybody. */
export const groupFiguresView = figuresView.extend({
  of: z.object({
    kind: z.enum(["class", "course", "cohort", "institution"]),
    code: z.string(),
    title: z.string(),
  }),
  /** The mean of the students' own rates: another figure, and labelled so. */
  meanOfStudents: z.number().nullable(),
  students: z.array(
    z.object({
      student: personView,
      percent: z.number().nullable(),
      band: z.enum(["good", "fair", "poor"]).nullable(),
      earned: exact,
      possible: exact,
      counts: z.partialRecord(status, z.int()),
    }),
  ),
});
export type GroupFiguresView = z.infer<typeof groupFiguresView>;

/** `GET /api/v1/registers/students/{id}/calendar`: a student's sessions with their marks, by day. */
export const studentCalendar = z.object({
  student: personView,
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  sessions: z.array(z.object({ session: sessionRow, mark: markView })),
});
export type StudentCalendar = z.infer<typeof studentCalendar>;

/** `GET /api/v1/registers/classes/{code}/grid`: sessions × students. */
export const classGrid = z.object({
  class: z.object({ code: z.string(), title: z.string() }),
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  sessions: z.array(sessionRow),
  students: z.array(
    z.object({
      student: personView,
      percent: z.number().nullable(),
      /** One for each session, in their order; null where the student is not expected. */
      marks: z.array(
        z
          .object({ status, minutesLate: z.int().nullable(), flags: z.array(z.string()), why: z.string() })
          .nullable(),
      ),
    }),
  ),
});
export type ClassGrid = z.infer<typeof classGrid>;
