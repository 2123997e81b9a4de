import { type Interval, mergeIntervals } from "./intervals.ts";

const minuteMs = 60_000;
const minuteOf = (at: number): number => Math.floor(at / minuteMs);

/**
 * Spells as they are told, to the minute: one that begins in the minute in which another ends goes on with it. Empty ones
 * are left out.
 *
 * @returns earliest first
 */
export const joinSpells = (spells: readonly Interval[]): Interval[] =>
  mergeIntervals(spells, (end, begin) => minuteOf(begin) <= minuteOf(end));
