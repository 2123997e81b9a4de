import type { z } from "zod";
import type { calendarRule } from "../../../contract/http/imports.ts";

/** How SUMMARY and LOCATION of a calendar become classes, sorts and rooms. */
export type CalendarRule = z.infer<typeof calendarRule>;

/**
 * What most timetables need: `CS-150_A:Lecture` is the class CS-150_A and the sort Lecture, a summary without a colon is
 * the class; `[cap.20]` is no part of a room's name.
 */
export const defaultCalendarRule: CalendarRule = {
  summary: "^(?<class>[^:]+)(?::(?<sort>.*))?$",
  locationNoise: "\\[[^\\]]*\\]",
  makeClasses: true,
  places: "guess",
  staff: "named",
  encoding: null,
  timeZone: null,
  zones: {},
};
