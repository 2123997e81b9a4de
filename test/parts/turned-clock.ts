import { Temporal } from "temporal-polyfill";
import type { Timekeeper } from "../../src/app/ports.ts";

/** A clock whose hands stand still until somebody turns them. */
export interface TurnedClock extends Timekeeper {
  /**
   * Moves the hands on, and stops at every moment for which somebody waits: what is due there is done, and waited for,
   * before the hands move further. So is what that work itself begins to wait for on the way.
   */
  advance(by: Temporal.DurationLike): Promise<void>;
  /** The same, up to an instant that lies ahead. */
  advanceTo(instant: Temporal.Instant): Promise<void>;
  /** Moves the hands without waking anybody, as time passes for a server that is off. */
  pass(by: Temporal.DurationLike): void;
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly work: () => void | Promise<void>;
}

/** @param start where the hands stand at first, RFC 3339 */
export function turnedClock(start: string): TurnedClock {
  let now = Temporal.Instant.from(start).epochMilliseconds;
  let order = 0;
  const waiting = new Set<Waiting>();

  async function advanceTo(target: number): Promise<void> {
    for (;;) {
      const next = [...waiting]
        .filter(({ at }) => at <= target)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      waiting.delete(next);
      now = Math.max(now, next.at);
      await next.work();
    }
    now = Math.max(now, target);
  }

  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(now),
    after(milliseconds, work) {
      order += 1;
      const entry: Waiting = { at: now + milliseconds, order, work };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    advance: (by) => advanceTo(now + durationMs(by)),
    advanceTo: (instant) => advanceTo(instant.epochMilliseconds),
    pass(by) {
      now += durationMs(by);
    },
  };
}

/** Days are of 24 hours here: an instant knows no calendar. */
function durationMs(by: Temporal.DurationLike): number {
  return Temporal.Duration.from(by).total("milliseconds");
}
