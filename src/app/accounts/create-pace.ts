import type { Clock } from "../ports.ts";

/** How many tries there are at once, and after how many seconds there is another one. */
export interface Pace {
  readonly atOnce: number;
  readonly everySeconds: number;
}

/** Counts tries by key. */
export interface PaceKeeper {
  /**
   * Takes one try from each key, or from none of them.
   *
   * @returns null when taken, else how many seconds there are until the next try
   */
  take(keys: readonly (readonly [key: string, pace: Pace])[]): number | null;
  /** Gives a try back that was none of a stranger's. */
  giveBack(keys: readonly (readonly [key: string, pace: Pace])[]): void;
}

/** So many keys are known; of more, those that were met longest ago are forgotten. */
const mostKeys = 50_000;

/** Slows tries down: whoever tried often waits, nobody is locked out. Kept in memory, by the clock. */
export function createPace(clock: Clock): PaceKeeper {
  /** What is left for a key, in tries, and as of when, in milliseconds. Oldest first. */
  const left = new Map<string, { tries: number; at: number }>();

  function triesOf(key: string, pace: Pace, now: number): number {
    const known = left.get(key);
    if (known === undefined) return pace.atOnce;
    return Math.min(pace.atOnce, known.tries + (now - known.at) / 1000 / pace.everySeconds);
  }

  function note(key: string, tries: number, at: number): void {
    left.delete(key);
    left.set(key, { tries, at });
    if (left.size <= mostKeys) return;
    const [oldest] = left.keys();
    if (oldest !== undefined) left.delete(oldest);
  }

  return {
    take(keys) {
      const now = clock.now().epochMilliseconds;
      const waits = keys.map(([key, pace]) => (1 - triesOf(key, pace, now)) * pace.everySeconds);
      const wait = Math.max(0, ...waits);
      if (wait > 0) return Math.ceil(wait);
      for (const [key, pace] of keys) note(key, triesOf(key, pace, now) - 1, now);
      return null;
    },
    giveBack(keys) {
      const now = clock.now().epochMilliseconds;
      for (const [key, pace] of keys) note(key, Math.min(pace.atOnce, triesOf(key, pace, now) + 1), now);
    },
  };
}
