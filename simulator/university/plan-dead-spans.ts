import { between, pick } from "../random.ts";
import { keyedRandom } from "./keyed-random.ts";
import { parameters } from "./parameters.ts";
import { dayMs, minuteMs } from "./time.ts";
import type { Span, UniversitySession } from "./university.ts";

/** A viewer who watches from the anchor on sees a device die: with the first session at least so far ahead. */
const shownAfterMs = 10 * minuteMs;
const shownDeath = { before: 4 * minuteMs, ms: 30 * minuteMs };

/**
 * When the device of each room is dead, in order and apart from each other: always around a session, where it matters,
 * and never at the anchor itself, when a device has its backlog to tell.
 */
export function planDeadSpans(
  seed: number,
  anchor: number,
  rooms: readonly string[],
  sessions: readonly UniversitySession[],
): ReadonlyMap<string, readonly Span[]> {
  const { dead } = parameters;
  const shown = sessions.find(({ from }) => from >= anchor + shownAfterMs);
  const spans = new Map<string, Span[]>();
  for (const room of rooms) {
    const random = keyedRandom(seed, "dead", room);
    const byWeek = new Map<number, UniversitySession[]>();
    for (const session of sessions.filter((each) => each.room === room)) {
      const week = Math.floor((session.from - anchor) / (7 * dayMs));
      byWeek.set(week, [...(byWeek.get(week) ?? []), session]);
    }
    const planned: Span[] = [];
    if (shown !== undefined && shown.room === room) {
      const from = shown.from - shownDeath.before;
      planned.push({ from, to: from + shownDeath.ms });
    }
    for (const [, ofWeek] of byWeek) {
      const dies = random() < dead.share;
      const from = Math.round(pick(random, ofWeek).from - between(random, ...dead.minutesBefore) * minuteMs);
      const to = Math.round(from + between(random, ...dead.minutes) * minuteMs);
      const atAnchor = from <= anchor + minuteMs && to >= anchor - minuteMs;
      const meets = planned.some((other) => from <= other.to && other.from <= to);
      if (dies && !atAnchor && !meets) planned.push({ from, to });
    }
    spans.set(
      room,
      planned.toSorted((a, b) => a.from - b.from),
    );
  }
  return spans;
}
