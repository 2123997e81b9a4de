import type { Timer } from "../../device/timer.ts";

/** A timer whose hands the test turns. */
export interface HandTimer extends Timer {
  /** Lets `ms` pass: what falls due runs in its order, and so does what that sets. */
  pass(ms: number): void;
  pending(): number;
}

export function createHandTimer(): HandTimer {
  let now = 0;
  const tasks = new Map<symbol, { readonly at: number; readonly run: () => void }>();
  return {
    after(ms, run) {
      const key = Symbol();
      tasks.set(key, { at: now + ms, run });
      return () => tasks.delete(key);
    },
    pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...tasks].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
        if (next === undefined) break;
        const [key, { at, run }] = next;
        tasks.delete(key);
        now = at;
        run();
      }
      now = until;
    },
    pending: () => tasks.size,
  };
}
