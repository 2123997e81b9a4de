import type { MarkExplanationView } from "../../../src/contract/http/sessions.ts";
import { type Interval, subtractIntervals } from "../../../src/domain/kernel/intervals.ts";

interface PicturedSpell extends Interval {
  readonly room: string;
}

/** What a mark's picture shows of the readers, in epoch milliseconds. */
export interface PicturedWatch {
  /** The time of which it speaks: that in which arrivals count, so far. Of what comes after it nothing is kept. */
  readonly time: Interval;
  /** When a reader could see nobody. */
  readonly blind: readonly PicturedSpell[];
  /** When nothing is known of a reader. */
  readonly unknown: readonly PicturedSpell[];
  /** Whether readers worked at any moment of it. */
  readonly worked: boolean;
}

/** @param now a spell that lasts is drawn so far */
export function picturedWatch(
  { bounds, watch }: Pick<MarkExplanationView, "bounds" | "watch">,
  now: number,
): PicturedWatch {
  const opens = Date.parse(bounds.opens);
  const time = { from: opens, to: Math.min(Date.parse(bounds.end), Math.max(now, opens)) };
  const spells = watch.blind.map(({ room, from, to, unknown }) => ({
    unknown,
    spell: { room, from: Date.parse(from), to: to === null ? now : Date.parse(to) },
  }));
  return {
    time,
    blind: spells.flatMap(({ unknown, spell }) => (unknown ? [] : [spell])),
    unknown: spells.flatMap(({ unknown, spell }) => (unknown ? [spell] : [])),
    worked:
      watch.tells &&
      subtractIntervals(
        [time],
        spells.map(({ spell }) => spell),
      ).length > 0,
  };
}
