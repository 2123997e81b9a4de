import { Temporal } from "temporal-polyfill";

/** ISO dates: the last day of a span whose end is given as the first day after. */
export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}

/** ISO dates: the first day after a span whose last day is given. */
export function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}
