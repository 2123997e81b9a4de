import type { Interval } from "../kernel/intervals.ts";
import type { Policy } from "../policy/policy.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { watchOf } from "./room-watch.ts";

/**
 * Whether somebody who was not seen in an open session by now may have been there: a reader of its rooms is blind at this
 * moment, or was blind so far as the rules ask when the session closes (`watchOf`).
 *
 * @param blind when readers of its rooms were blind, in epoch milliseconds; open spells end at infinity
 * @param now epoch milliseconds
 */
export function cannotBeKnown(
  window: SessionWindow,
  blind: readonly Interval[],
  policy: Pick<Policy, "maxBlindPct">,
  now: number,
): boolean {
  if (blind.length === 0 || now < window.opens || now >= window.closes) return false;
  // After the register close nobody is missed any more by a reader that was well until then.
  if (now <= window.lateUntil && blind.some(({ from, to }) => from <= now && now < to)) return true;
  if (now <= window.opens) return false;
  const soFar = { ...window, lateUntil: Math.min(now, window.lateUntil) };
  const known = [{ from: window.opens, to: soFar.lateUntil }];
  return watchOf([{ blind, known }], soFar, policy).kind === "blind";
}
