import { z } from "zod";
import { exact } from "./figures.ts";

/** `GET /api/v1/reports/attendance`: how attendance went, week by week, through the week, and between groups. */

/** A rate with what it is made of; null is "no data". */
const rate = z.object({
  earned: exact,
  possible: exact,
  percent: z.number().nullable(),
  band: z.enum(["good", "fair", "poor"]).nullable(),
});

/** A course or a cohort beside others; without a code, what is of none. */
const comparedGroup = rate.extend({ code: z.string().nullable(), title: z.string() });

export const attendanceReport = z.object({
  of: z.object({ kind: z.enum(["class", "course", "cohort", "institution"]), code: z.string() }),
  /** Local days, both inclusive; null for everything. */
  window: z.object({ from: z.string(), to: z.string(), title: z.string().nullable() }),
  policy: z.object({
    version: z.int(),
    name: z.string(),
    onTimeGrace: z.int().describe("Minutes after the start until which one is on time"),
    registerClose: z.int().describe("Minutes after the start until which one is late, and not too late"),
    goodAt: z.number(),
    poorBelow: z.number(),
  }),
  asOf: z.string(),
  /** Weeks from Monday in which something counts, oldest first. */
  weeks: z.array(rate.extend({ monday: z.string(), sunday: z.string() })),
  /** By weekday, 1 for Monday, and the clock hour in which sessions start; no hour is the whole day of a standing one. */
  hours: z.array(rate.extend({ weekday: z.int().min(1).max(7), hour: z.int().nullable() })),
  /** Lowest first; only of the institution. */
  courses: z.array(comparedGroup),
  cohorts: z.array(comparedGroup),
  /** First sightings in timetabled sessions, by whole minutes begun since the start; 0 by the start. */
  arrivals: z.array(z.object({ minutes: z.int(), arrivals: z.int() })),
});
export type AttendanceReport = z.infer<typeof attendanceReport>;
