import { Temporal } from "temporal-polyfill";
import { type Span, spanOfDay } from "../../domain/timetable/standing-session.ts";

/**
 * The instants of a local day, or of one clock hour of it: two hours long where the clocks show the hour twice,
 * empty where they skip it.
 */
export function scanWindow(day: string, hour: number | undefined, timeZone: string): Span {
  const date = Temporal.PlainDate.from(day);
  if (hour === undefined) return spanOfDay(date, timeZone);
  const at = (time: number): Temporal.ZonedDateTime =>
    date
      .add({ days: Math.floor(time / 24) })
      .toPlainDateTime({ hour: time % 24 })
      .toZonedDateTime(timeZone, {
        disambiguation: "earlier",
      });
  return { start: at(hour).toInstant(), end: at(hour + 1).toInstant() };
}
