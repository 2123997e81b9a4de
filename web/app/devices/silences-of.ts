import type { SenderDetail } from "../../../src/contract/http/senders.ts";

type Interval = NonNullable<SenderDetail["health"]>[number];

/** A part of a local day, as shares of it from 0 to 1. */
export interface DayPart {
  readonly state: Interval["state"];
  readonly from: number;
  readonly to: number;
}

/** The intervals of one local day, each cut to it. */
export function partsOfDay(
  health: readonly Interval[],
  { from, to }: { readonly from: string; readonly to: string },
): DayPart[] {
  const start = Date.parse(from);
  const whole = Date.parse(to) - start;
  return health.flatMap((interval) => {
    const first = Math.max(Date.parse(interval.from), start);
    const last = Math.min(Date.parse(interval.to), start + whole);
    return first < last
      ? [{ state: interval.state, from: (first - start) / whole, to: (last - start) / whole }]
      : [];
  });
}

/** When it was not heard, the newest first; `to` is null for a silence that lasts. */
export function silencesOf(health: readonly Interval[]): readonly {
  readonly from: string;
  readonly to: string | null;
  readonly ms: number;
  readonly how: Interval["how"];
}[] {
  return health
    .map((interval, n) => ({ interval, lasts: n === health.length - 1 }))
    .filter(({ interval }) => interval.state === "silent")
    .map(({ interval: { from, to, how }, lasts }) => ({
      from,
      to: lasts ? null : to,
      ms: Date.parse(to) - Date.parse(from),
      how,
    }))
    .reverse();
}
