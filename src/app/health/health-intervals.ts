import { Temporal } from "temporal-polyfill";
import type { HealthInterval } from "../../contract/http/senders.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { AliveSpan } from "./health-transaction.ts";

/**
 * A time as a gapless row of intervals in which a device was heard, was silent, or was not known yet. A silence begins
 * with the last sign of life before it, since nobody knows what happened after that; it goes on until the next one.
 *
 * @param spans earliest first, with the last one before `from` where there is one
 * @param now a span that came so near to it that the next sign is not overdue reaches it
 */
export function healthIntervals(
  spans: readonly Pick<AliveSpan, "from" | "to" | "left">[],
  from: Temporal.Instant,
  now: Temporal.Instant,
): readonly HealthInterval[] {
  const begin = from.epochMilliseconds;
  const end = now.epochMilliseconds;
  const row: HealthInterval[] = [];
  let at = begin;
  let before: HealthInterval["state"] = "unknown";
  let how: HealthInterval["how"] = null;
  const reach = (to: number, state: HealthInterval["state"], ended: HealthInterval["how"] = null): void => {
    const until = Math.min(to, end);
    if (until <= at) return;
    row.push({ from: tell(at), to: tell(until), state, how: ended });
    at = until;
  };
  for (const span of spans) {
    reach(span.from.epochMilliseconds, before, how);
    const to = span.to.epochMilliseconds;
    reach(span.left === null && end - to <= patienceMs ? end : to, "heard");
    before = "silent";
    how = span.left?.by ?? null;
  }
  reach(end, before, how);
  return row;
}

const tell = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 });
