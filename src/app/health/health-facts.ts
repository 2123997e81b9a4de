import type { HealthFact, HeartbeatsInTime } from "../../domain/attendance/blindness.ts";
import type { AliveSpan } from "./health-transaction.ts";

/** The facts by which the rules read a device's health, of its spans of being alive: two of each at most. */
export function healthFactsOf(spans: readonly AliveSpan[]): readonly (HealthFact | HeartbeatsInTime)[] {
  return spans.flatMap(({ from, to, left }): (HealthFact | HeartbeatsInTime)[] => [
    { kind: "heartbeats", at: from, to },
    ...(left === null ? [] : [{ kind: "offline" as const, ...left }]),
  ]);
}
