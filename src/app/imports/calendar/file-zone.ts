import { Temporal } from "temporal-polyfill";
import { type CalendarComponent, propertyOf } from "./parse-calendar.ts";
import { epochDay, isoDay, recurrenceDays } from "./recurrence-days.ts";
import { recurrenceRule } from "./recurrence-rule.ts";
import type { WallZone } from "./wall-zone.ts";

/** A moment at which a zone's clocks are set. Offsets are milliseconds ahead of UTC. */
interface Onset {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Rules are followed between these days; before and after them the nearest offset holds. */
const ruled = { from: epochDay("1970-01-01"), to: epochDay("2100-12-31") };

/**
 * A zone by the rules that a file brings for it (VTIMEZONE), as Exchange writes them for names of its own. Skipped and
 * repeated wall times are taken as `planSpan` takes them: later by the gap, and the first.
 *
 * @param toldIn the IANA zone in which its sessions are told
 * @returns why its rules cannot be followed, where they cannot
 */
export function fileZone(component: CalendarComponent, toldIn: string): WallZone | { refused: string } {
  const onsets: Onset[] = [];
  for (const observance of component.components) {
    if (observance.name !== "standard" && observance.name !== "daylight") continue;
    const broken = observance.broken[0];
    if (broken) return { refused: `line ${broken.line}: ${broken.reason}` };
    const read = onsetsOf(observance);
    if ("refused" in read) return { refused: `line ${observance.line}: ${read.refused}` };
    onsets.push(...read.onsets);
  }
  onsets.sort((a, b) => a.at - b.at);
  const [first] = onsets;
  if (first === undefined) return { refused: "it has no rules" };
  const offsets = [...new Set(onsets.flatMap(({ before, after }) => [before, after]))];

  const offsetAt = (ms: number): number => {
    let low = 0;
    let high = onsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((onsets[middle]?.at ?? ms) <= ms) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? first.before : (onsets[low - 1]?.after ?? first.before);
  };
  const msOf = (wall: Temporal.PlainDateTime): number => {
    const asUtc = wall.toZonedDateTime("UTC").epochMilliseconds;
    const meant = offsets.map((offset) => asUtc - offset).filter((ms) => asUtc - offsetAt(ms) === ms);
    if (meant.length > 0) return Math.min(...meant);
    // Skipped: the offset before the gap makes it later by the gap.
    const gap = onsets.find(({ at, before, after }) => asUtc - before >= at && asUtc - after < at);
    return asUtc - (gap?.before ?? first.before);
  };
  const instantOf = (wall: Temporal.PlainDateTime): Temporal.Instant =>
    Temporal.Instant.fromEpochMilliseconds(msOf(wall));

  return {
    timeZone: toldIn,
    instantOf,
    wallOf: (instant) =>
      Temporal.Instant.fromEpochMilliseconds(instant.epochMilliseconds + offsetAt(instant.epochMilliseconds))
        .toZonedDateTimeISO("UTC")
        .toPlainDateTime(),
    spanOf(from, to) {
      const start = instantOf(from);
      const end = instantOf(to);
      if (Temporal.Instant.compare(start, end) < 0) return { start, end };
      // Across a change that turns them round its planned length holds.
      return { start, end: start.add(from.until(to, { largestUnit: "hours" })) };
    },
  };
}

/** When one of a zone's two times begins, every time that it does. */
function onsetsOf(observance: CalendarComponent): { onsets: readonly Onset[] } | { refused: string } {
  const before = offsetOf(observance, "tzoffsetfrom");
  const after = offsetOf(observance, "tzoffsetto");
  if (before === null || after === null) return { refused: "an offset from UTC is missing" };
  const start = propertyOf(observance, "dtstart");
  const first = wallTime(start?.values[0]);
  if (first === null) return { refused: "DTSTART is missing or no local time" };
  const time = first.toPlainTime();
  const firstDay = epochDay(first.toPlainDate().toString());
  const walls = [first];
  for (const property of observance.properties) {
    if (property.name === "rdate") {
      for (const value of property.values) {
        const wall = wallTime(value);
        if (wall === null) return { refused: "RDATE is no local time" };
        walls.push(wall);
      }
    }
    if (property.name === "rrule") {
      const rule = recurrenceRule(property.values[0], property.text);
      if ("refused" in rule) return rule;
      const until = untilDay(rule.until, before);
      const span = { from: ruled.from, to: Math.min(ruled.to, until) };
      for (const day of recurrenceDays(rule, firstDay, span)) {
        walls.push(Temporal.PlainDate.from(isoDay(day)).toPlainDateTime(time));
      }
    }
  }
  return {
    onsets: walls.map((wall) => ({
      at: wall.toZonedDateTime("UTC").epochMilliseconds - before,
      before,
      after,
    })),
  };
}

function untilDay(until: string | null, before: number): number {
  if (until === null) return ruled.to;
  if (!until.endsWith("Z")) return epochDay(until.slice(0, 10));
  const ms = Temporal.Instant.from(until).epochMilliseconds + before;
  return epochDay(Temporal.Instant.fromEpochMilliseconds(ms).toString().slice(0, 10));
}

/** Rules begin in 1601 with some; nothing here is as old. */
function wallTime(value: unknown): Temporal.PlainDateTime | null {
  if (typeof value !== "string") return null;
  try {
    const wall = Temporal.PlainDateTime.from(value.replace(/Z$/, ""));
    return wall.year < 1601 ? wall.with({ year: 1601 }) : wall;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function offsetOf(observance: CalendarComponent, name: string): number | null {
  const value = propertyOf(observance, name)?.values[0];
  const parts = typeof value === "string" ? /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(value) : null;
  if (!parts) return null;
  const [, sign, hours, minutes, seconds] = parts;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === "-" ? -ms : ms;
}
