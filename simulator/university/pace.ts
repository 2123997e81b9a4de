import { setTimeout as wait } from "node:timers/promises";

/** How time passes for a school; tests let it pass faster. */
export interface Pace {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Resolves when `now` has reached `at`, or when `signal` says so. */
  until(at: number, signal: AbortSignal): Promise<void>;
}

/** As much as is waited at once: a machine that slept wakes up in the middle of a long wait. */
const mostMs = 10_000;

export const realTime: Pace = {
  now: () => Date.now(),
  async until(at, signal) {
    while (!signal.aborted && Date.now() < at) {
      await wait(Math.min(mostMs, at - Date.now()), undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  },
};
