import { dayOf, spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { Clock } from "../ports.ts";

/** The clock may be set, or the machine sleep: looks again at least this often. */
const longestWaitMs = 60_000;

/**
 * Calls `onNewDay` when a new local day begins in the zone: yesterday's standing sessions are over then.
 *
 * @returns how to stop
 */
export function watchDay(clock: Clock, timeZone: string, onNewDay: (day: string) => void): () => void {
  let day = dayOf(clock.now(), timeZone);
  let timer: NodeJS.Timeout;
  function look(): void {
    const now = clock.now();
    const today = dayOf(now, timeZone);
    if (!today.equals(day)) {
      day = today;
      onNewDay(today.toString());
    }
    const untilMidnight = spanOfDay(today, timeZone).end.epochMilliseconds - now.epochMilliseconds;
    timer = setTimeout(look, Math.min(longestWaitMs, Math.max(1, untilMidnight)));
    timer.unref();
  }
  look();
  return () => clearTimeout(timer);
}
