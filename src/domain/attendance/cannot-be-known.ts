import type { Interval } from "../kernel/intervals.ts";
import type { Policy } from "../policy/policy.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { watchOf } from "./room-watch.ts";

/** When the readers of a session's rooms could not have seen who came, in epoch milliseconds. */
export interface UnseenTimes {
  /** Readers were blind; open spells end at infinity. */
  readonly blind: readonly Interval[];
  /** Nothing is known of some reader, beside time of which something is (`unknownBeside`). */
  readonly unknown: readonly Interval[];
}

/**
 * Whether somebody who was not seen in an open session by now may have been there: a reader of its rooms could not see, or
 * is not known to have seen, at this moment, or so far as the rules ask when the session closes (`watchOf`). A room in
 * which no reader was heard by now is a room without a reader: nothing is known beside its unknown time.
 *
 * @param now epoch milliseconds
 */
export function cannotBeKnown(
  window: SessionWindow,
  { blind, unknown }: UnseenTimes,
  policy: Pick<Policy, "maxBlindPct">,
  now: number,
): boolean {
  const unseen = [...blind, ...unknown];
  if (unseen.length === 0 || now < window.opens || now >= window.closes) return false;
  // After the register close nobody is missed any more by a reader that was well until then.
  if (now <= window.lateUntil && unseen.some(({ from, to }) => from <= now && now < to)) return true;
  if (now <= window.opens) return false;
  const soFar = { ...window, lateUntil: Math.min(now, window.lateUntil) };
  const known = [{ from: window.opens, to: soFar.lateUntil }];
  return watchOf([{ blind: unseen, known }], soFar, policy).kind === "blind";
}
