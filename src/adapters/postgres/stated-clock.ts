import { Temporal } from "temporal-polyfill";
import type { StatedOfClock } from "../../domain/attendance/stated-of-clock.ts";

/** What a person stated of the clock by which a scan was taken, as PostgreSQL tells it. */
export interface StatedClock {
  clock: {
    readonly aheadSeconds: number;
    readonly by: string;
    readonly at: string;
    readonly reason: string;
  } | null;
}

/** It as a column, over a scan that is called `s`. */
export const statedClock = `(
  select json_build_object('aheadSeconds', c.ahead_seconds, 'by', c.actor, 'at', c.at, 'reason', c.reason)
  from clock_correction c where c.id = s.clock_correction_id
) as clock`;

export function toStatedClock(clock: StatedClock["clock"]): StatedOfClock | null {
  return clock === null ? null : { ...clock, at: Temporal.Instant.from(clock.at) };
}
