import { Temporal } from "temporal-polyfill";
import type { HealthFact } from "../../domain/attendance/blindness.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { AliveSpan } from "./health-transaction.ts";

/**
 * The facts by which the rules read a device's health, of its spans of being alive. A span stands for heartbeats of
 * which each came in time; as few are told as say so.
 *
 * @param from epoch milliseconds: of a span that began long before, the beginning is left out
 */
export function healthFactsOf(spans: readonly AliveSpan[], from: number): readonly HealthFact[] {
  return spans.flatMap((span) => {
    const end = span.to.epochMilliseconds;
    const begin = Math.min(Math.max(span.from.epochMilliseconds, from - patienceMs), end);
    const facts: HealthFact[] = [];
    for (let at = begin; at < end; at += patienceMs) facts.push(beatAt(at));
    facts.push(beatAt(end));
    if (span.left !== null) facts.push({ kind: "offline", ...span.left });
    return facts;
  });
}

const beatAt = (at: number): HealthFact => ({
  kind: "heartbeat",
  at: Temporal.Instant.fromEpochMilliseconds(at),
});
