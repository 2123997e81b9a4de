import { z } from "zod";
import { isTimeZone } from "../../domain/timetable/is-time-zone.ts";
import { lineOrSpaces } from "./one-line.ts";

export const institutionView = z.object({
  /** Empty until somebody tells it. */
  name: z.string(),
  /** IANA zone in which days begin and end. A running server does not change it. */
  timeZone: z.string(),
  /** The one that was told since; the server takes it on when it is started again. null where it is the same. */
  nextTimeZone: z.string().nullable(),
  /** true while the zone can be told: nothing but the demonstration is there, and no setting names one. */
  asksTimeZone: z.boolean(),
  /** true while nothing but the demonstration is there and nobody has said what to load. */
  firstRun: z.boolean(),
  /**
   * Where no term has begun, though something is timetabled: the first and last local day of that, from half a year ago on,
   * which a term could be made of. null elsewhere.
   */
  termMissing: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
});
export type InstitutionView = z.infer<typeof institutionView>;

export const institutionChange = z
  .object({
    name: lineOrSpaces(120, "is longer than 120 characters").optional().describe("Empty takes it back"),
    timeZone: z
      .string()
      .refine(isTimeZone, "is not an IANA time zone; write one such as Europe/London")
      .optional()
      .describe("Taken on when the server is started again; while nothing but the demonstration is there"),
  })
  .refine(({ name, timeZone }) => name !== undefined || timeZone !== undefined, "tells nothing to change");

/** `later` asks no more and leaves everything as it is; `university` is brought by the simulator, beside what is there. */
export const whatToLoad = z.enum(["demonstration", "university", "files", "by_hand", "nothing", "later"]);
export type WhatToLoad = z.infer<typeof whatToLoad>;
export const firstRunChoice = z.object({ load: whatToLoad });
