import { calendarGrammar } from "../adapters/feeds/calendar-grammar.ts";
import { createPatternRunner } from "../adapters/feeds/run-patterns.ts";
import { windowsZones } from "../adapters/feeds/windows-zones.ts";
import { defaultCalendarRule } from "../app/imports/calendar/calendar-rule.ts";
import {
  type CalendarReader,
  createCalendarReader,
  uploadedCalendars,
} from "../app/imports/calendar/create-calendar-reader.ts";
import type { ImportFile, ReadContent } from "../app/imports/import-content.ts";
import type { Clock } from "../app/ports.ts";

/** Reads calendars with the grammar and the patterns of this program. */
export function openCalendarReader(
  clock: Clock,
  timeZone: string,
): {
  readonly read: CalendarReader;
  /** A calendar that somebody uploads is read by the usual rule. */
  readonly readUpload: (file: ImportFile, complete: boolean) => ReadContent;
} {
  const tools = {
    grammar: calendarGrammar,
    patterns: createPatternRunner({ patienceMs: 1_000 }),
    windowsZones,
  };
  const read = createCalendarReader({ tools, timeZone, clock });
  return {
    read,
    readUpload: (file, complete) =>
      read(file, { source: uploadedCalendars, rule: defaultCalendarRule, complete }),
  };
}
