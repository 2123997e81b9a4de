import type { HealthFact } from "../../domain/attendance/blindness.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { AliveSpan } from "./health-transaction.ts";

/**
 * Takes what a device, or the broker in its name, said into its spans of being alive. A sign of life makes the last
 * span longer, or begins another one where the device had left or had been given up. Saying again that it left changes
 * nothing.
 *
 * @param last the last span that is stored, null for none
 * @param facts in the order in which they were received
 * @returns the spans that are new or different, earliest first
 */
export function followAlive(
  device: string,
  last: AliveSpan | null,
  facts: readonly HealthFact[],
): readonly AliveSpan[] {
  const changed = new Map<number, AliveSpan>();
  let span = last;
  for (const fact of facts) {
    const next = afterFact(device, span, fact);
    if (next === span || next === null) continue;
    span = next;
    changed.set(next.from.epochMilliseconds, next);
  }
  return [...changed.values()];
}

function afterFact(device: string, span: AliveSpan | null, fact: HealthFact): AliveSpan | null {
  if (fact.kind === "offline") {
    if (span === null || span.left !== null) return span;
    // A later sign of life wins: what is said to have gone then has been heard since.
    if (fact.at.epochMilliseconds < span.to.epochMilliseconds) return span;
    return { ...span, left: { at: fact.at, by: fact.by } };
  }
  const begun: AliveSpan = { device, from: fact.at, to: fact.at, left: null, firstScan: null };
  if (span === null) return begun;
  const silentMs = fact.at.epochMilliseconds - span.to.epochMilliseconds;
  if (span.left !== null) return silentMs > 0 ? begun : { ...span, left: null };
  if (silentMs > patienceMs) return begun;
  return silentMs > 0 ? { ...span, to: fact.at } : span;
}
