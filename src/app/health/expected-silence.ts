import { Temporal } from "temporal-polyfill";
import type { ExpectedSilence } from "../../contract/http/senders.ts";

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
  for (const { from, to } of joined(spellsOf(expected, now, timeZone))) {
    if (from <= at && at < to) on = to;
    else if (to <= at) over = to;
  }
  return { until: instant(on), over: on === null ? instant(over) : null };
}

interface Spell {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

function spellsOf({ weekly, until }: ExpectedSilence, now: Temporal.Instant, timeZone: string): Spell[] {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (day: Temporal.PlainDate, time: string): number =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  const spells: Spell[] = [];
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

function joined(spells: readonly Spell[]): Spell[] {
  const whole: Spell[] = [];
  for (const spell of spells.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && spell.from <= last.to)
      whole[whole.length - 1] = { from: last.from, to: Math.max(last.to, spell.to) };
    else whole.push(spell);
  }
  return whole;
}

const instant = (ms: number | null): Temporal.Instant | null =>
  ms === null ? null : Temporal.Instant.fromEpochMilliseconds(ms);
