import { Temporal } from "temporal-polyfill";
import { createLocalTime } from "../timetable/local-time.ts";
import type { TimeBasis } from "./scan.ts";

/** How far back a device that buffers, and whose clock is right, may date a scan. */
export const replayDays = 35;

/**
 * Before this no clock was right on which a scan of Muster's rests: clocks that were never set begin at 1970, 1980, 2000
 * or the day on which their firmware was made.
 */
const clocksAreSetFrom = Temporal.Instant.from("2020-01-01T00:00:00Z").epochMilliseconds;

/** The instant taken for a scan, with what the device wrote and how one came from the other. */
export interface TakenTime {
  readonly occurredAt: Temporal.Instant;
  readonly basis: TimeBasis;
  /** true when the device's clock cannot be right, so that the time of receipt stands. */
  readonly clockSuspect: boolean;
  readonly deviceText: string;
}

export type TimeRefusal =
  | { readonly code: "time_unreadable"; readonly text: string; readonly because: string }
  | {
      readonly code: "time_in_future";
      readonly text: string;
      /** How far ahead of receipt the device wrote, whatever a person stated of its clock. */
      readonly aheadSeconds: number;
      /** As much as was stated, and is not enough; null where nothing was. */
      readonly statedSeconds: number | null;
    }
  | {
      readonly code: "time_too_old";
      readonly text: string;
      readonly ageDays: number;
      /** Negative: how far behind receipt the device wrote. */
      readonly aheadSeconds: number;
    };

export interface TimeContext {
  readonly receivedAt: Temporal.Instant;
  /** The zone of the device's local readings. */
  readonly timeZone: string;
  readonly maxSkewSeconds: number;
  /** true for a device that keeps scans while offline and whose clock is synchronised. */
  readonly replays: boolean;
  /** How far the device's clock was ahead, negative for behind, as a person stated it; null where nobody did. */
  readonly clockAheadSeconds?: number | null;
}

type Reading =
  | { readonly kind: "dated"; readonly instant: Temporal.Instant }
  | { readonly kind: "dateless"; readonly time: Temporal.PlainTime }
  | { readonly kind: "unreadable"; readonly because: string };

/**
 * Takes the time of a scan from what its device wrote: RFC 3339, epoch seconds (or milli-, micro- or nanoseconds), local
 * ISO without a zone, or a clock reading without a date (`09:15 AM`, `21:07`). A clock that was never set is wrong in
 * whatever form it writes: the time of receipt stands, flagged. Where a person stated how far the clock was ahead, what it
 * wrote is read by that clock, and then put right by as much.
 */
export function takeTime(
  written: string | number,
  context: TimeContext,
): { readonly taken: TakenTime } | { readonly refused: TimeRefusal } {
  const text = String(written);
  const stated = context.clockAheadSeconds ?? null;
  const ahead = { seconds: stated ?? 0 };
  /** When the message was received, as the device's clock had it. */
  const byItsClock = stated === null ? context.receivedAt : context.receivedAt.add(ahead);
  const reading = readTime(written, { ...context, receivedAt: byItsClock });
  if (reading.kind === "unreadable") {
    return { refused: { code: "time_unreadable", text, because: reading.because } };
  }
  const received = context.receivedAt;
  const skewMs = context.maxSkewSeconds * 1000;
  const atReceipt: TakenTime = {
    occurredAt: received,
    basis: "receipt",
    clockSuspect: true,
    deviceText: text,
  };

  if (reading.kind === "dateless") {
    const nearest = nearestInstant(reading.time, byItsClock, context.timeZone);
    if (nearest === null || distanceMs(nearest, byItsClock) > skewMs) return { taken: atReceipt };
    return {
      taken: {
        occurredAt: nearest.subtract(ahead),
        basis: stated === null ? "device_clock_reading" : "device_corrected",
        clockSuspect: false,
        deviceText: text,
      },
    };
  }

  if (reading.instant.epochMilliseconds < clocksAreSetFrom) return { taken: atReceipt };
  const ageMs = byItsClock.epochMilliseconds - reading.instant.epochMilliseconds;
  if (-ageMs > skewMs) {
    const aheadSeconds = Math.ceil(-ageMs / 1000) + ahead.seconds;
    return { refused: { code: "time_in_future", text, aheadSeconds, statedSeconds: stated } };
  }
  const asWritten: TakenTime = {
    occurredAt: stated === null ? reading.instant : reading.instant.subtract(ahead),
    basis: stated === null ? "device" : "device_corrected",
    clockSuspect: false,
    deviceText: text,
  };
  if (ageMs <= skewMs) return { taken: asWritten };
  if (!context.replays) return { taken: atReceipt };
  const dayMs = 86_400_000; // an age, not a calendar day
  if (ageMs > replayDays * dayMs) {
    const aheadSeconds = Math.ceil(-ageMs / 1000) + ahead.seconds;
    return { refused: { code: "time_too_old", text, ageDays: Math.floor(ageMs / dayMs), aheadSeconds } };
  }
  return { taken: asWritten };
}

const distanceMs = (a: Temporal.Instant, b: Temporal.Instant): number =>
  Math.abs(a.epochMilliseconds - b.epochMilliseconds);

const clockReading = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp])?\.?(?:[Mm]\.?)?$/;
/**
 * What a clock that was never set shows: no date at all, in the zeros of databases and of readers, or the day from which
 * it counts, in whatever order its parts stand.
 */
const neverSet =
  /^(?:0{4}[-./]0{2}[-./]0{2}|0{2}[-./]0{2}[-./]0{4}|1970[-./]0?1[-./]0?1|0?1[-./]0?1[-./]1970)(?:[Tt, ]+\d[\d:.,]*(?: ?[AaPp]\.?[Mm]\.?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;
const epochDigits = /^-?\d{1,19}(?:\.\d+)?$/;
const dateWithTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:?\d{2}/;
/** Nothing may follow the time: an offset or a zone written after it would otherwise pass unread. */
const localDateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?$/;

function readTime(written: string | number, { receivedAt, timeZone }: TimeContext): Reading {
  if (typeof written === "number") return readEpoch(written);
  const usual = usualInstant(written);
  if (usual !== null) return { kind: "dated", instant: Temporal.Instant.fromEpochMilliseconds(usual) };
  const text = written.trim();
  if (neverSet.test(text)) return readEpoch(0);
  if (epochDigits.test(text)) return readEpoch(Number(text));
  const clock = clockReading.exec(text);
  if (clock) return readClock(clock);
  try {
    if (localDateTime.test(text)) {
      return dated(readLocal(Temporal.PlainDateTime.from(text), receivedAt, timeZone));
    }
    if (dateWithTime.test(text)) return dated(Temporal.Instant.from(text));
    return { kind: "unreadable", because: "neither a date with a time nor a time of day" };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: "unreadable", because: "no such date or time" };
  }
}

/** RFC 3339 in UTC and in whole milliseconds at the most, which nearly every device writes. */
const usualForm = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

/**
 * The epoch milliseconds of a time in the usual form: what `Temporal` reads, without its objects; null for any other text,
 * for a day or a time of day that there is not, and for a year before clocks are set.
 */
function usualInstant(text: string): number | null {
  const parts = usualForm.exec(text);
  if (parts === null) return null;
  const [, y = "", mo = "", d = "", h = "", mi = "", s = "", fraction = ""] = parts;
  const [year, month, day] = [Number(y), Number(mo), Number(d)];
  const [hour, minute, second] = [Number(h), Number(mi), Number(s)];
  if (year < 2000 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  // Years begin in March here, so that a leap day is the last one.
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const days = shifted * 365 + leapDays + ofYear - daysToEpoch;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + Number(fraction.padEnd(3, "0"));
}

/** From 1 March of the year 0 to 1 January 1970. */
const daysToEpoch = 719_468;

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * The instant of a local date and time: of an hour that repeats, the one nearer to receipt; of an hour that is
 * skipped, the one that a clock which was not put forward would have meant.
 */
function readLocal(
  local: Temporal.PlainDateTime,
  receivedAt: Temporal.Instant,
  timeZone: string,
): Temporal.Instant {
  const first = local.toZonedDateTime(timeZone, { disambiguation: "compatible" }).toInstant();
  const later = local.toZonedDateTime(timeZone, { disambiguation: "later" }).toInstant();
  return distanceMs(later, receivedAt) < distanceMs(first, receivedAt) ? later : first;
}

/** A store keeps microseconds and rules compare milliseconds: cut here, so that both see the same instant. */
function dated(instant: Temporal.Instant): Reading {
  return { kind: "dated", instant: Temporal.Instant.fromEpochMilliseconds(instant.epochMilliseconds) };
}

/**
 * Ten digits are seconds, thirteen milliseconds, sixteen micro- and nineteen nanoseconds: the years 2001 to 2286 in each
 * form. Less than ten digits are the seconds, and up to twelve the milliseconds, of a clock that counts from its start.
 */
function readEpoch(value: number): Reading {
  const milliseconds = epochMilliseconds(value);
  if (milliseconds === null) {
    return { kind: "unreadable", because: "neither epoch seconds nor epoch milliseconds" };
  }
  return { kind: "dated", instant: Temporal.Instant.fromEpochMilliseconds(Math.round(milliseconds)) };
}

function epochMilliseconds(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (value < 1e10) return Math.max(value * 1000, 0);
  if (value < 1e13) return value;
  if (value >= 1e15 && value < 1e16) return value / 1e3;
  if (value >= 1e18 && value < 1e19) return value / 1e6;
  return null;
}

function readClock([text, h = "", m = "", s = "0", half]: RegExpExecArray): Reading {
  const [hour, minute, second] = [Number(h), Number(m), Number(s)];
  if (minute > 59 || second > 59) return { kind: "unreadable", because: "minutes and seconds go to 59" };
  if (half === undefined) {
    if (/m/i.test(text)) return { kind: "unreadable", because: "neither AM nor PM" };
    if (hour > 23) return { kind: "unreadable", because: "hours go to 23" };
    return { kind: "dateless", time: new Temporal.PlainTime(hour, minute, second) };
  }
  if (hour < 1 || hour > 12) return { kind: "unreadable", because: "hours with AM or PM go from 1 to 12" };
  const afternoon = half.toLowerCase() === "p" ? 12 : 0;
  return { kind: "dateless", time: new Temporal.PlainTime((hour % 12) + afternoon, minute, second) };
}

/**
 * The instant nearest to `received` at which the zone's clocks show `time`, among yesterday, today and
 * tomorrow: both instants of an hour that repeats, none of an hour that is skipped, the earlier on a tie.
 */
function nearestInstant(
  time: Temporal.PlainTime,
  received: Temporal.Instant,
  timeZone: string,
): Temporal.Instant | null {
  let nearest: Temporal.Instant | null = null;
  for (const instant of instantsAround(dayOf(received, timeZone), time, timeZone)) {
    if (nearest === null || distanceMs(instant, received) < distanceMs(nearest, received)) nearest = instant;
  }
  return nearest;
}

/** When the zone's clocks show `time` on the day before `day`, on it and on the day after it, in order. */
function findInstantsAround(day: string, time: Temporal.PlainTime, timeZone: string): Temporal.Instant[] {
  const today = Temporal.PlainDate.from(day);
  return [-1, 0, 1].flatMap((days) => {
    const local = today.add({ days }).toPlainDateTime(time);
    return (["earlier", "later"] as const).flatMap((disambiguation) => {
      const candidate = local.toZonedDateTime(timeZone, { disambiguation });
      // Otherwise the clocks skip it.
      return candidate.toPlainDateTime().equals(local) ? [candidate.toInstant()] : [];
    });
  });
}

/*
 * A burst of scans shows the same few clock readings on one day, and asking the zone's rules for them took two
 * thirds of the time spent on a scan. What follows only remembers answers: the same question has the same one.
 */
const remembered = 1024;
const daysByZone = new Map<string, (instant: Temporal.Instant) => { readonly day: string }>();
const instantsByQuestion = new Map<string, readonly Temporal.Instant[]>();

function dayOf(instant: Temporal.Instant, timeZone: string): string {
  let read = daysByZone.get(timeZone);
  if (read === undefined) {
    read = createLocalTime(timeZone);
    daysByZone.set(timeZone, read);
  }
  return read(instant).day;
}

function instantsAround(
  day: string,
  time: Temporal.PlainTime,
  timeZone: string,
): readonly Temporal.Instant[] {
  const question = `${day} ${time.hour}:${time.minute}:${time.second} ${timeZone}`;
  const known = instantsByQuestion.get(question);
  if (known) return known;
  const answer = findInstantsAround(day, time, timeZone);
  if (instantsByQuestion.size >= remembered) instantsByQuestion.clear();
  instantsByQuestion.set(question, answer);
  return answer;
}
