import { Temporal } from "temporal-polyfill";
import type { ExpectedSilence } from "../../contract/http/senders.ts";
import { type Interval, mergeIntervals } from "../../domain/kernel/intervals.ts";

/** How far weekly hours are looked at on either side of an instant: more than a week, since they come again each week. */
const daysAround = 8;

/** Where an instant lies among the times in which a sender's silence is expected. */
export interface SilenceAround {
  /** The end of the spell that is on; null where none is. */
  readonly until: Temporal.Instant | null;
  /** When the last spell before it ended; null where none did within eight days, or one is on. */
  readonly over: Temporal.Instant | null;
}

/**
 * Spells that touch are one: nights that go on into a free day are one silence. Hours whose end is not after their
 * beginning go on into the next day, and so are a whole day where both are the same.
 *
 * @param expected null for a sender whose silence is always told
 * @param timeZone in whose days and clock readings it is written
 */
export function silenceAround(
  expected: ExpectedSilence | null,
  now: Temporal.Instant,
  timeZone: string,
): SilenceAround {
  if (expected === null) return { until: null, over: null };
  const at = now.epochMilliseconds;
  let on: number | null = null;
  let over: number | null = null;
  for (const { from, to } of mergeIntervals(spellsOf(expected, now, timeZone))) {
    if (from <= at && at < to) on = to;
    else if (to <= at) over = to;
  }
  return { until: instant(on), over: on === null ? instant(over) : null };
}

function spellsOf({ weekly, until }: ExpectedSilence, now: Temporal.Instant, timeZone: string): Interval[] {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (day: Temporal.PlainDate, time: string): number =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  const spells: Interval[] = [];
  if (until !== null) {
    const end = at(Temporal.PlainDate.from(until).add({ days: 1 }), "00:00");
    spells.push({ from: Number.NEGATIVE_INFINITY, to: end });
  }
  for (let n = -daysAround; n <= daysAround; n++) {
    const day = today.add({ days: n });
    for (const { days, from, to } of weekly) {
      if (!days.includes(day.dayOfWeek)) continue;
      spells.push({ from: at(day, from), to: at(to > from ? day : day.add({ days: 1 }), to) });
    }
  }
  return spells;
}

const instant = (ms: number | null): Temporal.Instant | null =>
  ms === null ? null : Temporal.Instant.fromEpochMilliseconds(ms);
