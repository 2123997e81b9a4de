import { z } from "zod";
import { personView, sessionRow } from "./sessions.ts";
import { figureWindow, rateWithSum, weekRate } from "./students.ts";

/** Classes as lists and pages show them. A rate is that of `registers/classes/{code}/figures`, its sum with it. */

export const classRow = z.object({
  code: z.string(),
  title: z.string(),
  course: z.object({ code: z.string(), title: z.string() }).nullable(),
  term: z.string().nullable().describe("Its title"),
  /** The room that it stands in, for a class with a room and no timetable. */
  standingRoom: z.string().nullable(),
  staff: z.array(personView),
  /** Enrolled today. */
  students: z.int(),
  rate: rateWithSum,
  /** What the rate is taken over. */
  window: figureWindow,
  /** The last eight weeks, oldest first. */
  weeks: z.array(weekRate),
  /** The session that goes on, and the next to begin. */
  running: sessionRow.nullable(),
  next: sessionRow.nullable(),
});
export type ClassRow = z.infer<typeof classRow>;

export const classPage = z.object({
  classes: z.array(classRow),
  total: z.int(),
  next: z.string().nullable(),
  day: z.string(),
  timeZone: z.string(),
});
export type ClassPage = z.infer<typeof classPage>;

/** `GET /api/v1/classes/{code}`. */
export const classDetail = classRow.extend({
  day: z.string(),
  timeZone: z.string(),
  /** A class of a demonstration that was ended: no list or figure of the school has it. */
  ofEndedDemo: z.boolean(),
});
export type ClassDetail = z.infer<typeof classDetail>;
