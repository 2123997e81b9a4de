import type { RecurrenceRule } from "./recurrence-rule.ts";

/** Days since 1 January 1970: rules look at thousands of days, and a number costs nothing. */
export type EpochDay = number;

const dayMs = 86_400_000;

/** The number of an ISO date. */
export function epochDay(iso: string): EpochDay {
  return Date.parse(`${iso}T00:00:00Z`) / dayMs;
}

/** The ISO date of a number. */
export function isoDay(day: EpochDay): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

interface CalendarDay {
  readonly day: EpochDay;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly dayOfMonth: number;
  readonly weekday: number;
}

interface Period {
  readonly from: EpochDay;
  /** Not in it. */
  readonly to: EpochDay;
}

/**
 * The days on which a rule repeats, in order: those from `span.from` to `span.to`, both inclusive, and never one before
 * `first`, with which the series begins. The time of day is not the rule's concern, so no clock change is either.
 * `first` itself is among them only if the rule says so. `until` is the caller's, who knows its zone.
 *
 * Each period of the rule (a day, a week, a month, a year) is looked at once, so that the work is bounded by the days
 * from the beginning of the span, or with COUNT of the series, to the end of the span, whatever the rule asks.
 */
export function recurrenceDays(
  rule: RecurrenceRule,
  first: EpochDay,
  span: { readonly from: EpochDay; readonly to: EpochDay },
): readonly EpochDay[] {
  const begin = calendarDay(first);
  const days: EpochDay[] = [];
  let counted = 0;
  // Counting needs every period from the first; looking needs those of the span alone.
  const start = rule.count === null ? Math.max(0, stepBefore(rule, begin, span.from)) : 0;
  for (let step = start; ; step += 1) {
    const period = periodAt(rule, begin, step);
    // Negated, so that a step beyond what dates can say ends it as well.
    if (!(period.from <= span.to)) return days;
    for (const day of positionsOf(rule, daysOf(rule, begin, period))) {
      if (day < first) continue;
      counted += 1;
      if (rule.count !== null && counted > rule.count) return days;
      if (day > span.to) return days;
      if (day >= span.from) days.push(day);
    }
  }
}

/** A step whose period ends before a day, and no more than a few periods before it. */
function stepBefore(rule: RecurrenceRule, begin: CalendarDay, day: EpochDay): number {
  const longest = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 }[rule.frequency];
  return Math.floor((day - begin.day) / (longest * rule.interval)) - 1;
}

function periodAt(rule: RecurrenceRule, begin: CalendarDay, step: number): Period {
  const by = step * rule.interval;
  switch (rule.frequency) {
    case "DAILY":
      return { from: begin.day + by, to: begin.day + by + 1 };
    case "WEEKLY": {
      const from = begin.day - ((begin.weekday - rule.weekStart + 7) % 7) + by * 7;
      return { from, to: from + 7 };
    }
    case "MONTHLY":
      return {
        from: monthStart(begin.year, begin.month + by),
        to: monthStart(begin.year, begin.month + by + 1),
      };
    case "YEARLY":
      return { from: monthStart(begin.year + by, 1), to: monthStart(begin.year + by + 1, 1) };
  }
}

function daysOf(rule: RecurrenceRule, begin: CalendarDay, period: Period): readonly EpochDay[] {
  const days: EpochDay[] = [];
  for (let day = period.from; day < period.to; day += 1) {
    if (isMeant(rule, begin, calendarDay(day))) days.push(day);
  }
  return days;
}

/** Whether the rule's parts allow a day; what they leave open is as on the first day. */
function isMeant(rule: RecurrenceRule, begin: CalendarDay, day: CalendarDay): boolean {
  const { frequency, byMonth, byMonthDay, byYearDay, byDay } = rule;
  const namesDays = byMonthDay.length > 0 || byYearDay.length > 0 || byDay.length > 0;
  if (byMonth.length > 0 && !byMonth.includes(day.month)) return false;
  if (byMonthDay.length > 0 && !fromEitherEnd(byMonthDay, day.dayOfMonth, monthLength(day))) return false;
  if (byYearDay.length > 0) {
    const start = monthStart(day.year, 1);
    if (!fromEitherEnd(byYearDay, day.day - start + 1, monthStart(day.year + 1, 1) - start)) return false;
  }
  if (byDay.length > 0) return byDay.some((named) => isNamed(named, rule, day));
  if (namesDays) return true;
  if (frequency === "WEEKLY") return day.weekday === begin.weekday;
  if (frequency === "MONTHLY") return day.dayOfMonth === begin.dayOfMonth;
  if (frequency === "YEARLY") {
    return day.dayOfMonth === begin.dayOfMonth && (byMonth.length > 0 || day.month === begin.month);
  }
  return true;
}

function isNamed(
  named: RecurrenceRule["byDay"][number],
  { frequency, byMonth }: RecurrenceRule,
  day: CalendarDay,
): boolean {
  if (day.weekday !== named.weekday) return false;
  if (named.ordinal === null) return true;
  const ofYear = frequency === "YEARLY" && byMonth.length === 0;
  const from = ofYear ? monthStart(day.year, 1) : monthStart(day.year, day.month);
  const to = ofYear ? monthStart(day.year + 1, 1) : monthStart(day.year, day.month + 1);
  const place =
    named.ordinal > 0 ? Math.floor((day.day - from) / 7) + 1 : -(Math.floor((to - 1 - day.day) / 7) + 1);
  return place === named.ordinal;
}

function positionsOf({ bySetPosition }: RecurrenceRule, days: readonly EpochDay[]): readonly EpochDay[] {
  if (bySetPosition.length === 0) return days;
  return days.filter((_, index) => fromEitherEnd(bySetPosition, index + 1, days.length));
}

/** Whether a place, from 1, is among those named from the beginning or, below 0, from the end. */
function fromEitherEnd(named: readonly number[], place: number, length: number): boolean {
  return named.includes(place) || named.includes(place - length - 1);
}

function monthLength({ year, month }: CalendarDay): number {
  return monthStart(year, month + 1) - monthStart(year, month);
}

/** Months beyond 12 are the next year's. */
function monthStart(year: number, month: number): EpochDay {
  return Date.UTC(year, month - 1, 1) / dayMs;
}

function calendarDay(day: EpochDay): CalendarDay {
  const date = new Date(day * dayMs);
  return {
    day,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    dayOfMonth: date.getUTCDate(),
    // 1 January 1970 was a Thursday.
    weekday: ((((day + 3) % 7) + 7) % 7) + 1,
  };
}
