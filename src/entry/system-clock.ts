import { Temporal } from "temporal-polyfill";
import type { Timekeeper } from "../app/ports.ts";

/** The machine's own clock. */
export const systemClock: Timekeeper = {
  now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
  after(milliseconds, work) {
    const timer = setTimeout(() => void work(), milliseconds);
    return () => clearTimeout(timer);
  },
};
