import { addDays } from "../decisions/add-days.ts";
import { instantOfLocal } from "./instant-of-local.ts";

/** When a session is, as a form has it: by the clocks of the institution. */
export interface SeriesAsked {
  /** ISO date of the first. */
  readonly day: string;
  /** HH:mm. */
  readonly from: string;
  readonly to: string;
  /** Days of the week besides that of the first, 0 for Monday. */
  readonly weekdays: readonly number[];
  /** ISO date of the last day, inclusive; null for one session. */
  readonly until: string | null;
  readonly everyWeeks: number;
}

export interface SeriesTime {
  readonly day: string;
  readonly start: string;
  readonly end: string;
  /** The title of a day without teaching, on which none is planned; else null. */
  readonly free: string | null;
}

/** No form plans more at once; the same bound as the API's. */
const most = 366;

/**
 * The times of a session and of its repetitions, in order. The clocks say the same on each day, also across a change of
 * theirs. Whoever ends before the start ends on the next day.
 *
 * @param freeDays titles of days without teaching, by ISO date
 */
export function timesOfSeries(
  { day, from, to, weekdays, until, everyWeeks }: SeriesAsked,
  timeZone: string,
  freeDays: ReadonlyMap<string, string>,
): SeriesTime[] {
  const first = weekdayOf(day);
  if (first === null) return [];
  const wanted = new Set([...weekdays, first]);
  const last = until ?? day;
  const times: SeriesTime[] = [];
  for (let at = day, passed = first; at <= last && times.length < most; at = addDays(at, 1), passed += 1) {
    if (Math.floor(passed / 7) % everyWeeks !== 0 || !wanted.has(passed % 7)) continue;
    const start = instantOfLocal(`${at}T${from}`, timeZone);
    const end = instantOfLocal(`${to <= from ? addDays(at, 1) : at}T${to}`, timeZone);
    if (start === null || end === null) return [];
    times.push({ day: at, start, end, free: freeDays.get(at) ?? null });
    if (until === null) break;
  }
  return times;
}

/** 0 for Monday; null for what is no date. */
export function weekdayOf(day: string): number | null {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : (date.getUTCDay() + 6) % 7;
}
