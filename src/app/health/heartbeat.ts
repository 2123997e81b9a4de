import type { Temporal } from "temporal-polyfill";
import { silentPeriods } from "../../domain/attendance/blindness.ts";

/** How often a native device promises a heartbeat. */
export const heartbeatPeriodSeconds = 30;

/** A device that was silent for longer than this is given up, in milliseconds. */
export const patienceMs = silentPeriods * heartbeatPeriodSeconds * 1000;

/** Whether nothing is seen by a reader now: it was said to have left, or was silent for too long. */
export const isSilent = (
  { lastAt, left }: { readonly lastAt: Temporal.Instant; readonly left: boolean },
  now: Temporal.Instant,
): boolean => left || now.epochMilliseconds - lastAt.epochMilliseconds > patienceMs;
