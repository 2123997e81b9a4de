import type { Interval } from "./intervals.ts";

const minuteMs = 60_000;
const minuteOf = (at: number): number => Math.floor(at / minuteMs);

/**
 * Spells as they are told, to the minute: one that begins in the minute in which another ends goes on with it. Empty ones
 * are left out.
 *
 * @returns earliest first
 */
export function joinSpells(spells: readonly Interval[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  const inOrder = spells.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of inOrder) {
    const last = joined.at(-1);
    if (last && minuteOf(from) <= minuteOf(last.to)) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
