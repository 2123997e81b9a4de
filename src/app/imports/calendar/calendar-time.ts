import { Temporal } from "temporal-polyfill";
import type { ZoneChooser } from "./choose-zone.ts";
import type { CalendarProperty } from "./parse-calendar.ts";
import type { WallZone } from "./wall-zone.ts";

/** A point of time as a calendar wrote it. */
export type CalendarTime =
  | { readonly kind: "day"; readonly date: Temporal.PlainDate }
  | {
      readonly kind: "time";
      readonly wall: Temporal.PlainDateTime;
      readonly zone: WallZone;
      readonly basis: "utc" | "floating" | "zone";
      /** The IANA name that a longer one was taken for. */
      readonly guessed: string | null;
    };

/** One that cannot be read, and what to do about it. */
export interface RefusedTime {
  readonly refused: string;
  readonly remedy: string;
}

/** Reads one value of a property. */
export function calendarTime(
  property: CalendarProperty,
  value: unknown,
  zones: ZoneChooser,
): CalendarTime | RefusedTime {
  const notReadable: RefusedTime = {
    refused: `${property.name.toUpperCase()} is no date or time`,
    remedy: "Write it as 20260914T090000, with TZID or Z.",
  };
  if (typeof value !== "string") return notReadable;
  // A date without VALUE=DATE comes with an empty time.
  const day = /^(\d{4}-\d\d-\d\d)(?:T::)?$/.exec(value)?.[1];
  try {
    if (day !== undefined) return inRange({ kind: "day", date: Temporal.PlainDate.from(day) });
    const wall = Temporal.PlainDateTime.from(value.replace(/Z$/, ""));
    if (value.endsWith("Z"))
      return inRange({ kind: "time", wall, zone: zones.utc, basis: "utc", guessed: null });
    const name = property.parameters.tzid;
    if (typeof name !== "string" || name.trim() === "") {
      return inRange({ kind: "time", wall, zone: zones.floating, basis: "floating", guessed: null });
    }
    const choice = zones.byName(name);
    if ("refused" in choice) {
      return {
        refused: `The time zone ${name} is not known: ${choice.refused}`,
        remedy: `Say in the preview which zone ${name} is, or export the calendar with one such as Europe/London.`,
      };
    }
    return inRange({ kind: "time", wall, zone: choice.zone, basis: "zone", guessed: choice.guessed });
  } catch (error) {
    if (error instanceof RangeError) return notReadable;
    throw error;
  }
}

/** No timetable is older or goes further; arithmetic with dates beyond would cost or fail. */
function inRange(time: CalendarTime): CalendarTime | RefusedTime {
  const { year } = time.kind === "day" ? time.date : time.wall;
  return year >= 1970 && year <= 2100 ? time : unlikelyYear(year);
}

/** What is said of a year in which no meeting can be, with the remedy where it is of another calendar. */
export function unlikelyYear(year: number): RefusedTime {
  return {
    refused: `The year ${year} is none of a timetable's`,
    remedy:
      year >= 2400 && year <= 2700
        ? `Give years of the common era: ${year} of the Buddhist era is ${year - 543}.`
        : "Correct the year where the calendar is made.",
  };
}

/** The wall time of another value in a zone: as it stands where that says no zone of its own. */
export function wallIn(zone: WallZone, time: CalendarTime & { kind: "time" }): Temporal.PlainDateTime {
  return time.basis === "floating" || time.zone === zone
    ? time.wall
    : zone.wallOf(time.zone.instantOf(time.wall));
}
