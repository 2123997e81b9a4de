import { arrivalParts, type SessionCard } from "../../../src/contract/http/today.ts";

/** Epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Shape extends Span {
  /** The share of those expected who were here at a moment, 0 to 1, in the order of time. */
  readonly points: readonly { readonly at: number; readonly share: number }[];
}

type Arrivals = Pick<SessionCard, "opens" | "start" | "end" | "arrivals"> & {
  readonly stand: { readonly expected: number };
};

/**
 * The cumulated arrivals at the end of each part; those before what is seen are there at its beginning.
 *
 * @param now epoch milliseconds: later has no points
 * @param seen what of the session's time is drawn: all of it, unless told otherwise
 */
export function shapeOfArrivals(card: Arrivals, now: number, seen?: Span): Shape {
  const [opens, start, end] = [Date.parse(card.opens), Date.parse(card.start), Date.parse(card.end)];
  const [from, to] = [Math.max(start, seen?.from ?? start), Math.min(end, seen?.to ?? end)];
  const points: { at: number; share: number }[] = [];
  const { expected } = card.stand;
  if (now < opens || expected === 0) return { from, to, points };
  const until = Math.min(now, to);
  let sum = 0;
  for (let part = 0; part < arrivalParts; part += 1) {
    if (opens + ((end - opens) * part) / arrivalParts > until) break;
    const before = sum;
    sum += card.arrivals[part] ?? 0;
    const at = Math.min(until, opens + ((end - opens) * (part + 1)) / arrivalParts);
    if (at < from) continue;
    if (points.length === 0) points.push({ at: from, share: before / expected });
    points.push({ at, share: sum / expected });
  }
  return { from, to, points };
}
