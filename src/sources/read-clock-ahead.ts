import { takeTime } from "../domain/attendance/take-time.ts";
import type { SourceMessage, SourceSettings } from "./source.ts";

/**
 * How far a sender's clock is ahead of ours, in whole seconds, negative for behind, by the time in a message that is sent
 * when it is written and never again; null for what is no time, or the time of a clock that was never set.
 */
export function readClockAhead(
  written: string,
  { receivedAt }: Pick<SourceMessage, "receivedAt">,
  { timeZone }: Pick<SourceSettings, "timeZone">,
): number | null {
  // However wrong it is: what it says is asked for here, and not whether it can be believed.
  const time = takeTime(written, { receivedAt, timeZone, maxSkewSeconds: 1e10, replays: true });
  if ("refused" in time || time.taken.basis !== "device") return null;
  const ahead = time.taken.occurredAt.epochMilliseconds - receivedAt.epochMilliseconds;
  // Not -0.
  return Math.round(ahead / 1000) || 0;
}
