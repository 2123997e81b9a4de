import {
  clipIntervals,
  type Interval,
  lengthOf,
  mergeIntervals,
  subtractIntervals,
} from "../kernel/intervals.ts";
import { compare, fromDecimal, rational } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import type { Blindness } from "./blindness.ts";

/** Whether a session's rooms could have seen everybody who came in. */
export type RoomWatch =
  /** No health data: nobody can say. */
  | { readonly kind: "unknown" }
  | { readonly kind: "watched" }
  /** Blind while people came, from this instant (epoch milliseconds) on; not before the opening. */
  | { readonly kind: "blind"; readonly from: number };

/**
 * How well a session's rooms were watched while people arrived, [opening, register close].
 *
 * Every reader that the room relies on must have been well, since who came in by the one door was not seen by the
 * other. Blind at any moment at which somebody could have been on time is blind; later it takes more than
 * `maxBlindPct` of the window, all readers together and each moment once. Time of which nothing is known, beside
 * time of which something is, was blind.
 *
 * People may come to a standing session at any moment of its day, so any moment of it at which a reader is known to have
 * been blind is blind. What no reader ever told its health of is unknown, and not blind: a school without such readers
 * has its days counted all the same.
 *
 * @param readers the readers that the session's rooms rely on; none means that nothing is known
 */
export function watchOf(
  readers: readonly Blindness[],
  window: SessionWindow,
  policy: Pick<Policy, "maxBlindPct">,
): RoomWatch {
  const arrivals: Interval = { from: window.opens, to: window.lateUntil };
  if (window.standing) return watchOfDay(readers, arrivals);
  const unknown = unknownBeside(readers, window);
  if (unknown === null) return { kind: "unknown" };
  const blind = [...readers.flatMap((reader) => reader.blind), ...unknown];
  const [first] = mergeIntervals(blind).filter(
    ({ from, to }) => to > window.opens && from <= window.lateUntil,
  );
  if (!first) return { kind: "watched" };
  const from = Math.max(first.from, window.opens);
  // A scan at `onTimeUntil` itself is still on time, so a reader that goes blind at that instant is too.
  if (from <= window.onTimeUntil) return { kind: "blind", from };

  const share = rational(
    BigInt(lengthOf(clipIntervals(blind, arrivals))) * 100n,
    BigInt(Math.max(1, arrivals.to - arrivals.from)),
  );
  return compare(share, fromDecimal(policy.maxBlindPct)) > 0 ? { kind: "blind", from } : { kind: "watched" };
}

/**
 * The time of which nothing is known of a reader while people arrived, beside time of which something is: it counts as
 * blind. On a standing day it counts as nothing.
 *
 * @returns null where nothing is known of some reader at all, or there is none
 */
export function unknownBeside(
  readers: readonly Blindness[],
  window: SessionWindow,
): readonly Interval[] | null {
  if (window.standing) return [];
  if (readers.length === 0) return null;
  const arrivals: Interval = { from: window.opens, to: window.lateUntil };
  const unknown: Interval[] = [];
  for (const reader of readers) {
    const known = clipIntervals(reader.known, arrivals);
    if (known.length === 0) return null;
    unknown.push(...subtractIntervals([arrivals], known));
  }
  return mergeIntervals(unknown);
}

function watchOfDay(readers: readonly Blindness[], day: Interval): RoomWatch {
  const [first] = clipIntervals(mergeIntervals(readers.flatMap(({ blind }) => blind)), day);
  if (first) return { kind: "blind", from: first.from };
  const known = readers.length > 0 && readers.every((reader) => reader.known.length > 0);
  return { kind: known ? "watched" : "unknown" };
}
