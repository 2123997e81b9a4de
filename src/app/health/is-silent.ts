import type { Temporal } from "temporal-polyfill";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";

/** Whether nothing is seen by a reader now: it was said to have left, or was silent for too long. */
export const isSilent = (
  { lastAt, left }: { readonly lastAt: Temporal.Instant; readonly left: boolean },
  now: Temporal.Instant,
): boolean => left || now.epochMilliseconds - lastAt.epochMilliseconds > patienceMs;
