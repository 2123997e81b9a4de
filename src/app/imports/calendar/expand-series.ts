import { Temporal } from "temporal-polyfill";
import type { CalendarNotes } from "./calendar-notes.ts";
import { calendarTime, wallIn } from "./calendar-time.ts";
import type { ZoneChooser } from "./choose-zone.ts";
import type { CalendarComponent, CalendarProperty } from "./parse-calendar.ts";
import { later, type PlannedTimes, placeOf, type RefusedEvent } from "./planned-times.ts";
import { epochDay, isoDay, recurrenceDays } from "./recurrence-days.ts";
import { hasOwnPart, type RecurrenceRule, recurrenceRule } from "./recurrence-rule.ts";

/** ISO dates, both inclusive. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** One meeting of a series as its rules have it, on the wall of the series' zone. */
export interface PlannedMeeting {
  readonly from: Temporal.PlainDateTime;
  readonly to: Temporal.PlainDateTime;
}

export interface Series {
  readonly kind: "series";
  /** By their wall times, in the order of time. */
  readonly meetings: ReadonlyMap<string, PlannedMeeting>;
  /** Wall times that the series names as exceptions. */
  readonly excluded: ReadonlySet<string>;
  /** Those of its meetings that the series takes out. */
  readonly out: readonly PlannedMeeting[];
}

/** Between two meetings of a rule at the most, for each of its intervals: 29 February, past a century that has none. */
const longestGapDays = 8 * 366;

/** Whether an event repeats. */
export function repeats(event: CalendarComponent): boolean {
  return event.properties.some(({ name }) => name === "rrule" || name === "rdate");
}

/**
 * The meetings of a repeating event in a span of days, in the wall time of its zone: RRULE and RDATE, without EXRULE
 * and EXDATE. The event's own start is always one, unless it is excluded.
 */
export function expandSeries(
  event: CalendarComponent,
  planned: PlannedTimes,
  zones: ZoneChooser,
  span: DaySpan,
  notes: CalendarNotes,
): Series | RefusedEvent {
  const time = planned.from.toPlainTime();
  const length = planned.from.until(planned.to, { largestUnit: "hours" });
  const found = new Map<string, PlannedMeeting>();
  const add = (from: Temporal.PlainDateTime, to = from.add(length), property?: CalendarProperty): void => {
    const day = from.toPlainDate().toString();
    if (property !== undefined && day > span.to) notes.tally("goesOn", placeOf(property), span.to);
    if (day >= span.from && day <= span.to) found.set(from.toString(), { from, to });
  };
  add(planned.from);

  for (const property of propertiesOf(event, "rrule")) {
    const walls = ruledWalls(property, planned, span, notes, "in");
    if ("kind" in walls) return walls;
    for (const wall of walls) add(wall);
  }
  for (const property of propertiesOf(event, "rdate")) {
    for (const value of property.values) {
      const [from, until]: readonly unknown[] = Array.isArray(value) ? value : [value];
      const read = calendarTime(property, from, zones);
      if ("refused" in read) return refusal(property, read.refused, read.remedy);
      if (read.kind === "day") {
        add(read.date.toPlainDateTime(time), undefined, property);
        continue;
      }
      const wall = wallIn(planned.zone, read);
      if (until === undefined) {
        add(wall, undefined, property);
        continue;
      }
      const to = endOfPeriod(property, wall, until, planned, zones);
      if (to === null) {
        return refusal(
          property,
          "RDATE is no period of less than a day",
          "Give it a start and an end, or a length.",
        );
      }
      add(wall, to, property);
    }
  }

  const excluded = new Set<string>();
  for (const property of propertiesOf(event, "exrule")) {
    const walls = ruledWalls(property, planned, span, notes, "out");
    if ("kind" in walls) return walls;
    for (const wall of walls) excluded.add(wall.toString());
  }
  for (const property of propertiesOf(event, "exdate")) {
    for (const value of property.values) {
      const read = calendarTime(property, value, zones);
      if ("refused" in read) return refusal(property, read.refused, read.remedy);
      const meant =
        read.kind === "time"
          ? [wallIn(planned.zone, read).toString()]
          : [...found.keys()].filter((wall) => wall.startsWith(`${read.date}T`));
      for (const wall of meant) excluded.add(wall);
      const day = read.kind === "day" ? read.date.toString() : meant[0]?.slice(0, 10);
      if (day !== undefined && day >= span.from && day <= span.to && !meant.some((wall) => found.has(wall))) {
        const text = typeof value === "string" ? value : property.text;
        notes.add(
          "ignored",
          { ...placeOf(property), value: text },
          "EXDATE takes out a meeting that the series does not have",
          "If one was meant, give the start of that meeting.",
        );
      }
    }
  }
  const out = [...excluded].sort().flatMap((wall) => found.get(wall) ?? []);
  for (const wall of excluded) found.delete(wall);
  const inOrder = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { kind: "series", meetings: new Map(inOrder), excluded, out };
}

function propertiesOf(event: CalendarComponent, name: string): readonly CalendarProperty[] {
  return event.properties.filter((property) => property.name === name);
}

/**
 * The wall times at which a rule has meetings in a span of days.
 *
 * @param notes where is told how the rule was read
 * @param puts whether it puts meetings in, or takes them out: of one that puts them in, a start that is none of its days is
 *   the first that COUNT counts (RFC 5545, 3.8.5.3)
 */
function ruledWalls(
  property: CalendarProperty,
  { zone, from }: PlannedTimes,
  span: DaySpan,
  notes: CalendarNotes,
  puts: "in" | "out",
): readonly Temporal.PlainDateTime[] | RefusedEvent {
  const rule = recurrenceRule(property.values[0], property.text);
  if ("refused" in rule) {
    return refusal(
      property,
      `The rule is not read: ${rule.refused}`,
      rule.remedy ?? "Write the meetings out, or repeat by days, weeks, months or years.",
    );
  }
  if (/\s/u.test(property.text)) notes.tally("blankInRule", placeOf(property));
  if (hasOwnPart(property.text)) notes.tally("ownPartInRule", placeOf(property));
  const until = rule.until === null ? null : untilWall(rule.until, zone.wallOf);
  if (puts === "in" && until !== null && Temporal.PlainDateTime.compare(until, from) < 0)
    notes.tally("endsBefore", placeOf(property));
  const first = epochDay(from.toPlainDate().toString());
  const isOutside = puts === "in" && recurrenceDays(rule, first, { from: first, to: first }).length === 0;
  if (isOutside) notes.tally("startOutside", placeOf(property));
  const count = rule.count === null || !isOutside ? rule.count : rule.count - 1;
  if (puts === "in") {
    if (until === null && rule.count === null) notes.tally("withoutEnd", placeOf(property), span.to);
    else if (goesOn({ ...rule, count }, from, span, until)) notes.tally("goesOn", placeOf(property), span.to);
  }
  return wallsIn({ ...rule, count }, from, until, { from: epochDay(span.from), to: epochDay(span.to) });
}

/** Whether a rule that ends has meetings after the days that are read. */
function goesOn(
  rule: RecurrenceRule,
  start: Temporal.PlainDateTime,
  span: DaySpan,
  until: Temporal.PlainDateTime | null,
): boolean {
  const after = epochDay(span.to) + 1;
  const last = until === null ? null : epochDay(until.toPlainDate().toString());
  if (last !== null && last < after) return false;
  const to = Math.min(last ?? Number.POSITIVE_INFINITY, after + longestGapDays * rule.interval);
  return wallsIn(rule, start, until, { from: after, to }).length > 0;
}

/** @param days epoch days, both inclusive */
function wallsIn(
  rule: RecurrenceRule,
  start: Temporal.PlainDateTime,
  until: Temporal.PlainDateTime | null,
  days: { readonly from: number; readonly to: number },
): readonly Temporal.PlainDateTime[] {
  return recurrenceDays(rule, epochDay(start.toPlainDate().toString()), days)
    .map((day) => Temporal.PlainDate.from(isoDay(day)).toPlainDateTime(start.toPlainTime()))
    .filter((wall) => until === null || Temporal.PlainDateTime.compare(wall, until) <= 0);
}

/** UNTIL counts itself in: the whole of a day, or a time, which in UTC is one on the zone's wall. */
function untilWall(
  until: string,
  wallOf: (instant: Temporal.Instant) => Temporal.PlainDateTime,
): Temporal.PlainDateTime {
  if (until.endsWith("Z")) return wallOf(Temporal.Instant.from(until));
  if (until.includes("T")) return Temporal.PlainDateTime.from(until);
  return Temporal.PlainDate.from(until).toPlainDateTime("23:59:59");
}

function endOfPeriod(
  property: CalendarProperty,
  from: Temporal.PlainDateTime,
  until: unknown,
  { zone }: PlannedTimes,
  zones: ZoneChooser,
): Temporal.PlainDateTime | null {
  const read = typeof until === "string" && until.includes("P") ? null : calendarTime(property, until, zones);
  const to = read === null ? later(from, until) : "wall" in read ? wallIn(zone, read) : null;
  if (to === null) return null;
  const lasts = from.until(to).total("minutes");
  return lasts > 0 && lasts < 24 * 60 ? to : null;
}

function refusal(property: CalendarProperty, message: string, remedy: string): RefusedEvent {
  return { kind: "refused", place: placeOf(property), message, remedy };
}
