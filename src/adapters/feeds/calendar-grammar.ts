import ICAL from "ical.js";
import { z } from "zod";
import type { CalendarGrammar } from "../../app/imports/calendar/calendar-grammar.ts";

const jCalProperty = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()]).rest(z.unknown());

/** The grammar of properties alone: series and zones are followed by rules of ours, which cannot run for ever. */
export const calendarGrammar: CalendarGrammar = {
  property(line) {
    try {
      const [, parameters, type, ...values] = jCalProperty.parse(ICAL.parse.property(line));
      return { parameters, type, values };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  },
};
