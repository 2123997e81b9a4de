import type { Temporal } from "temporal-polyfill";
import type { Clock } from "../../ports.ts";
import type { ImportFile, ReadContent } from "../import-content.ts";
import type { CalendarRule } from "./calendar-rule.ts";
import type { DaySpan } from "./expand-series.ts";
import { type CalendarTools, readCalendar } from "./read-calendar.ts";

/** How one calendar is to be read. */
export interface CalendarReading {
  /** To whom the meetings' keys belong. */
  readonly source: string;
  readonly rule: CalendarRule;
  /** true when what the calendar does not hold is over. */
  readonly complete: boolean;
  /** Whether a room that is stored goes by a name. */
  readonly isRoom?: (name: string) => boolean;
}

/** Reads calendars as of now. Throws only where there is a fault of ours: everything else is a note. */
export type CalendarReader = (file: ImportFile, reading: CalendarReading) => ReadContent;

/** To whom the meetings of uploaded calendars belonged before each file had a source of its own. */
export const uploadedCalendars = "icalendar";

/** @param parts.timeZone the institution's IANA zone */
export function createCalendarReader(parts: {
  readonly tools: CalendarTools;
  readonly timeZone: string;
  readonly clock: Clock;
}): CalendarReader {
  return (file, reading) => {
    const today = parts.clock.now().toZonedDateTimeISO(parts.timeZone).toPlainDate();
    return readCalendar(file, {
      ...reading,
      timeZone: parts.timeZone,
      span: seriesSpan(today),
      today: today.toString(),
      tools: parts.tools,
    });
  };
}

/** In which days series are expanded: a school year back, and one and a half ahead. */
export function seriesSpan(today: Temporal.PlainDate): DaySpan {
  return { from: today.subtract({ years: 1 }).toString(), to: today.add({ months: 18 }).toString() };
}
