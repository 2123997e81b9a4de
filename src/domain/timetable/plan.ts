import { Temporal } from "temporal-polyfill";
import type { Span } from "./standing-session.ts";

/** What a person planned: wall times on a local date. */
export interface WallPlan {
  readonly date: Temporal.PlainDate;
  readonly from: Temporal.PlainTime;
  /** At or before `from`: the next day. */
  readonly to: Temporal.PlainTime;
  /** IANA name. */
  readonly timeZone: string;
}

/** The instants of a plan, and the day it belongs to. */
export interface PlannedSpan extends Span {
  /** ISO date of the planned start, also when the end lies on the next day. */
  readonly day: string;
}

/**
 * The instants at which a plan starts and ends. Wall times rule, so that 09:00 every week stays 09:00 local
 * when the clocks change. A time that the clocks skip is moved later by the length of the gap; of a time that
 * they repeat the first is meant. Where that would end a session before it starts, its planned length holds.
 *
 * @returns null when the plan has no length: it would start and end at the same wall time
 * @throws RangeError for a zone that does not exist
 */
export function planSpan(plan: WallPlan): PlannedSpan | null {
  const order = Temporal.PlainTime.compare(plan.from, plan.to);
  if (order === 0) return null;
  const from = plan.date.toPlainDateTime(plan.from);
  const to = plan.date.add({ days: order < 0 ? 0 : 1 }).toPlainDateTime(plan.to);
  const start = from.toZonedDateTime(plan.timeZone).toInstant();
  const end = to.toZonedDateTime(plan.timeZone).toInstant();
  const day = plan.date.toString();
  if (Temporal.Instant.compare(start, end) < 0) return { start, end, day };
  return { start, end: start.add(from.until(to, { largestUnit: "hours" })), day };
}
