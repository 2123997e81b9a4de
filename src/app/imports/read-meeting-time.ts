import { Temporal } from "temporal-polyfill";
import { planSpan } from "../../domain/timetable/plan.ts";
import { type DayOrder, readDate } from "./read-date.ts";

/** When a meeting is, from the text of a file. */
export type MeetingTime =
  | {
      readonly kind: "time";
      readonly start: Temporal.Instant;
      readonly end: Temporal.Instant;
      /** ISO date on which it starts in the zone. */
      readonly day: string;
      /** What was not plain, in words; null where all was. */
      readonly guessed: string | null;
    }
  | {
      readonly kind: "refused";
      readonly column: "date" | "start" | "end";
      readonly message: string;
      readonly remedy: string;
    };

type Moment =
  | { readonly kind: "instant"; readonly instant: Temporal.Instant }
  | {
      readonly kind: "wall";
      readonly date: Temporal.PlainDate | null;
      readonly time: Temporal.PlainTime;
      readonly guessed: boolean;
    };

const remedy = "write it as 2026-11-23 09:00";

/**
 * Reads start and end: local wall times of the zone, or instants with an offset. The date stands before each time, or
 * once in a column of its own. Wall times follow `planSpan`: one that the clocks skip moves later, of one that they
 * repeat the first is meant, and an end without a date at or before the start is on the next day.
 *
 * @param date the text of a date column, "" for none
 * @param order in which the table has day and month
 */
export function readMeetingTime(
  date: string,
  start: string,
  end: string,
  timeZone: string,
  order: DayOrder | null = null,
): MeetingTime {
  let common: Temporal.PlainDate | null = null;
  let guessed = false;
  if (date !== "") {
    const reading = readDate(date, order);
    if (reading.kind === "refused") return { ...reading, column: "date" };
    common = Temporal.PlainDate.from(reading.date);
    guessed = reading.guessed;
  }
  const from = readMoment(start, order);
  if (typeof from === "string") return { kind: "refused", column: "start", message: from, remedy };
  const to = readMoment(end, order);
  if (typeof to === "string") return { kind: "refused", column: "end", message: to, remedy };
  if (from.kind === "wall") {
    guessed ||= from.guessed;
    const day = from.date ?? common;
    if (day === null) return { kind: "refused", column: "start", message: "has no date", remedy };
    if (to.kind === "wall" && (to.date === null || !isLater(to.date, day))) {
      if (to.date !== null && Temporal.PlainDate.compare(to.date, day) < 0) return endsFirst;
      if (to.date !== null && Temporal.PlainTime.compare(to.time, from.time) <= 0) return endsFirst;
      return planned(day, from.time, to.time, timeZone, guessed || to.guessed);
    }
    if (
      to.kind === "wall" &&
      to.date !== null &&
      day.add({ days: 1 }).equals(to.date) &&
      Temporal.PlainTime.compare(to.time, from.time) < 0
    ) {
      return planned(day, from.time, to.time, timeZone, guessed || to.guessed);
    }
  }
  const instant = (moment: Moment): Temporal.Instant => {
    if (moment.kind === "instant") return moment.instant;
    const day = moment.date ?? common ?? Temporal.PlainDate.from("1970-01-01");
    return day.toPlainDateTime(moment.time).toZonedDateTime(timeZone).toInstant();
  };
  const begins = instant(from);
  const localDay = begins.toZonedDateTimeISO(timeZone).toPlainDate();
  const ends =
    to.kind === "wall" && to.date === null
      ? localDay.toPlainDateTime(to.time).toZonedDateTime(timeZone).toInstant()
      : instant(to);
  const length = ends.epochMilliseconds - begins.epochMilliseconds;
  if (length <= 0) return endsFirst;
  if (length > 25 * 60 * 60 * 1000) {
    return { kind: "refused", column: "end", message: "is more than a day after the start", remedy };
  }
  return {
    kind: "time",
    start: begins,
    end: ends,
    day: localDay.toString(),
    guessed: guessed ? notIso : null,
  };
}

const notIso = "the date is not written in the ISO way";
const endsFirst: MeetingTime = { kind: "refused", column: "end", message: "is not after the start", remedy };

const isLater = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a, b) > 0;

function planned(
  date: Temporal.PlainDate,
  from: Temporal.PlainTime,
  to: Temporal.PlainTime,
  timeZone: string,
  guessed: boolean,
): MeetingTime {
  const span = planSpan({ date, from, to, timeZone });
  if (span === null) return endsFirst;
  const wall = date.toPlainDateTime(from);
  const first = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const second = wall.toZonedDateTime(timeZone, { disambiguation: "later" });
  const odd = first.equals(second)
    ? null
    : first.toPlainDateTime().equals(wall)
      ? "the clocks repeat this hour: the first is meant"
      : "the clocks skip this hour: it is moved later";
  return { kind: "time", ...span, guessed: odd ?? (guessed ? notIso : null) };
}

/** @returns what is wrong, where the text is no time */
function readMoment(text: string, order: DayOrder | null): Moment | string {
  if (text === "") return "is missing";
  const zoned = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})$/i.exec(text);
  if (zoned) {
    const [, date = "", time = "", offset = ""] = zoned;
    try {
      return { kind: "instant", instant: Temporal.Instant.from(`${date}T${time}${offset}`) };
    } catch (error) {
      if (error instanceof RangeError) return "is no time of any day";
      throw error;
    }
  }
  const wall = /^(?:(.+?)[T ]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?(?: ?([ap])\.?m\.?)?$/i.exec(text);
  if (!wall) return "is no time";
  const [, day, hours = "", minutes, seconds, half] = wall;
  const reading = day === undefined ? null : readDate(day, order);
  if (reading?.kind === "refused") return `has a date that ${reading.message}`;
  const hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) return "is no time of any day";
  const of24 = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  try {
    const time = Temporal.PlainTime.from(
      { hour: of24, minute: Number(minutes), second: Number(seconds ?? 0) },
      { overflow: "reject" },
    );
    return {
      kind: "wall",
      date: reading === null ? null : Temporal.PlainDate.from(reading.date),
      time,
      guessed: reading?.guessed ?? false,
    };
  } catch (error) {
    if (error instanceof RangeError) return "is no time of any day";
    throw error;
  }
}
