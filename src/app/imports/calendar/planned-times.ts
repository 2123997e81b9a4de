import { Temporal } from "temporal-polyfill";
import type { NotePlace } from "./calendar-notes.ts";
import { calendarTime, wallIn } from "./calendar-time.ts";
import type { ZoneChooser } from "./choose-zone.ts";
import { type CalendarComponent, type CalendarProperty, propertyOf } from "./parse-calendar.ts";
import type { WallZone } from "./wall-zone.ts";

/** From when to when an event is planned, on the wall of the zone it names. */
export interface PlannedTimes {
  readonly kind: "timed";
  readonly zone: WallZone;
  readonly basis: "utc" | "floating" | "zone";
  readonly from: Temporal.PlainDateTime;
  /** After `from`, by less than 24 hours. */
  readonly to: Temporal.PlainDateTime;
  readonly place: NotePlace;
  /** The IANA name that a longer one was taken for. */
  readonly guessed: string | null;
}

export interface RefusedEvent {
  readonly kind: "refused";
  readonly place: NotePlace;
  readonly message: string;
  readonly remedy: string;
}

/** Reads when one event is planned, apart from repetitions. */
export function plannedTimes(
  event: CalendarComponent,
  zones: ZoneChooser,
): PlannedTimes | RefusedEvent | { readonly kind: "all_day"; readonly place: NotePlace } {
  const broken = event.broken[0];
  if (broken) {
    return {
      kind: "refused",
      place: { line: broken.line, column: broken.name.toUpperCase(), value: broken.text },
      message: `The line cannot be read: ${broken.reason}`,
      remedy: "Correct the line where the calendar is made.",
    };
  }
  const start = propertyOf(event, "dtstart");
  if (start === null) {
    return {
      kind: "refused",
      place: { line: event.line, column: "DTSTART", value: null },
      message: "The event has no start",
      remedy: "Give it a DTSTART.",
    };
  }
  const place = placeOf(start);
  const from = calendarTime(start, start.values[0], zones);
  if ("refused" in from) return { kind: "refused", place, message: from.refused, remedy: from.remedy };
  if (from.kind === "day") return { kind: "all_day", place };
  const end = endOf(event, zones, from.zone, from.wall);
  if ("kind" in end) return end;
  const lasts = from.wall.until(end.to).total("minutes");
  const told = end.property === null ? place : placeOf(end.property);
  if (lasts <= 0) {
    return {
      kind: "refused",
      place: told,
      message: "The event does not end after its start",
      remedy: "Correct DTSTART or DTEND.",
    };
  }
  if (lasts >= 24 * 60) {
    return {
      kind: "refused",
      place: told,
      message: "The event lasts a day or longer, as no lesson does",
      remedy: "Make one event of each meeting.",
    };
  }
  const { zone, basis, guessed } = from;
  return { kind: "timed", zone, basis, from: from.wall, to: end.to, place, guessed };
}

/** Where a property stands, for notes. */
export function placeOf(property: CalendarProperty): NotePlace {
  return { line: property.line, column: property.name.toUpperCase(), value: property.text };
}

function endOf(
  event: CalendarComponent,
  zones: ZoneChooser,
  zone: WallZone,
  from: Temporal.PlainDateTime,
): { readonly to: Temporal.PlainDateTime; readonly property: CalendarProperty | null } | RefusedEvent {
  const end = propertyOf(event, "dtend");
  if (end) {
    const to = calendarTime(end, end.values[0], zones);
    if ("refused" in to) {
      return { kind: "refused", place: placeOf(end), message: to.refused, remedy: to.remedy };
    }
    if (to.kind === "time") return { to: wallIn(zone, to), property: end };
    return {
      kind: "refused",
      place: placeOf(end),
      message: "The event starts at a time and ends on a day",
      remedy: "Give its end a time.",
    };
  }
  const duration = propertyOf(event, "duration");
  if (duration) {
    const to = later(from, duration.values[0]);
    if (to) return { to, property: duration };
    return {
      kind: "refused",
      place: placeOf(duration),
      message: "DURATION is no length of time",
      remedy: "Write it as PT1H or PT50M.",
    };
  }
  return {
    kind: "refused",
    place: { line: event.line, column: "DTEND", value: null },
    message: "The event has no end",
    remedy: "Give it a DTEND or a DURATION.",
  };
}

/** A wall time and a length of the form `PT1H30M`; null for none. */
export function later(from: Temporal.PlainDateTime, length: unknown): Temporal.PlainDateTime | null {
  if (typeof length !== "string") return null;
  try {
    return from.add(Temporal.Duration.from(length));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
