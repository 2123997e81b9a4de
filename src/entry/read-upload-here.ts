import { calendarGrammar } from "../adapters/feeds/calendar-grammar.ts";
import { createPatternRunner } from "../adapters/feeds/create-pattern-runner.ts";
import { windowsZones } from "../adapters/feeds/windows-zones.ts";
import { fileOpener } from "../adapters/files/open-upload.ts";
import { createCalendarReader } from "../app/imports/calendar/create-calendar-reader.ts";
import { readUpload, type UploadReader } from "../app/imports/read-upload.ts";
import type { Clock } from "../app/ports.ts";

/** Reads uploads in this thread, as a command does that has nothing else to do. */
export function readUploadHere(clock: Clock, timeZone: string): UploadReader {
  const tools = {
    grammar: calendarGrammar,
    patterns: createPatternRunner({ patienceMs: 1_000 }),
    windowsZones,
  };
  const calendars = createCalendarReader({ tools, timeZone, clock });
  return async (upload) => readUpload(upload, { opener: fileOpener, calendars, clock, timeZone });
}
