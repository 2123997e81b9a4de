import { calendarGrammar } from "../../../../src/adapters/feeds/calendar-grammar.ts";
import { createPatternRunner } from "../../../../src/adapters/feeds/create-pattern-runner.ts";
import { windowsZones } from "../../../../src/adapters/feeds/windows-zones.ts";
import {
  type CalendarRule,
  defaultCalendarRule,
} from "../../../../src/app/imports/calendar/calendar-rule.ts";
import { readCalendar } from "../../../../src/app/imports/calendar/read-calendar.ts";
import type { ReadContent, SessionItem } from "../../../../src/app/imports/import-content.ts";

export const tools = {
  grammar: calendarGrammar,
  patterns: createPatternRunner({ patienceMs: 500 }),
  windowsZones,
};

/** A calendar of these lines. */
export function calendar(...lines: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** One event of these lines; a class of its own where they name none. */
export function event(...lines: readonly string[]): string {
  const summary = lines.some((line) => line.startsWith("SUMMARY")) ? [] : ["SUMMARY:CS-150_A:Lecture"];
  return ["BEGIN:VEVENT", ...lines, ...summary, "END:VEVENT"].join("\r\n");
}

/** Reads a calendar as the autumn of 2026 would, in London. */
export function read(
  text: string | Uint8Array,
  more: {
    readonly rule?: Partial<CalendarRule>;
    readonly timeZone?: string;
    readonly complete?: boolean;
    readonly today?: string;
    readonly span?: { readonly from: string; readonly to: string };
  } = {},
): ReadContent {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readCalendar(
    { name: "timetable.ics", bytes },
    {
      source: "feed 1",
      complete: more.complete ?? true,
      timeZone: more.timeZone ?? "Europe/London",
      rule: { ...defaultCalendarRule, ...more.rule },
      span: more.span ?? { from: "2026-01-01", to: "2027-12-31" },
      today: more.today ?? "2026-09-01",
      tools,
    },
  );
}

/** When sessions start, on the wall of their own zone. */
export function wallStarts({ content }: ReadContent): readonly string[] {
  return content.sessions.map(wallStart);
}

export function wallStart({ start, timeZone }: SessionItem): string {
  return start.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: "minute" });
}

/** Severity, line and property of each note. */
export function told({ notes }: ReadContent): readonly string[] {
  return notes.map(({ severity, line, column }) => `${severity} ${line ?? "file"} ${column ?? "-"}`);
}
