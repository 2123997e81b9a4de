import { Temporal } from "temporal-polyfill";
import { type FigureFrame, figuresOf, type LeftOut } from "../../domain/attendance/figures.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { add, multiply, type Rational, rational, zero } from "../../domain/kernel/rational.ts";
import type { SessionsAlike } from "./figures-store.ts";

/** What one of several sessions that are alike adds to a figure. */
export type SessionValue =
  | { readonly counted: true; readonly weight: Rational; readonly earned: Rational }
  | { readonly counted: false; readonly because: LeftOut };

/** Tells what sessions are worth: of those that are alike, the first is valued for all. */
export type ValueSessions = (alike: SessionsAlike) => SessionValue;

/** How many sessions are alike. */
export interface Counted {
  readonly alike: SessionsAlike;
  readonly sessions: number;
}

/** Sums of sessions, as `figuresOf` makes them of the same sessions one by one. */
export interface SessionSums {
  readonly earned: Rational;
  readonly possible: Rational;
  readonly counts: Partial<Record<MarkStatus, number>>;
  readonly leftOut: Partial<Record<LeftOut, number>>;
}

/** A session of no stated length; any length will do where minutes are not counted. */
const anyLengthMs = 3_600_000;

/**
 * Values sessions by the rule of `figuresOf` itself: a figure is a sum over sessions, so what one of them adds is the
 * figure of that one alone.
 */
export function valueSessions(frame: Pick<FigureFrame, "policy" | "asOf" | "timeZone">): ValueSessions {
  const known = new Map<SessionsAlike, SessionValue>();
  return (alike) => {
    const before = known.get(alike);
    if (before) return before;
    const value = valueOne(alike, frame);
    known.set(alike, value);
    return value;
  };
}

function valueOne(
  alike: SessionsAlike,
  { policy, asOf, timeZone }: Pick<FigureFrame, "policy" | "asOf" | "timeZone">,
): SessionValue {
  const { kind, required, weight, mark, begun, plannedMs } = alike;
  const start = Temporal.Instant.fromEpochMilliseconds(asOf.epochMilliseconds + (begun ? 0 : 1));
  const end = start.add({ milliseconds: plannedMs ?? anyLengthMs });
  const { earned, possible, leftOut } = figuresOf(
    [{ session: { id: "", kind, start, end, required, weight }, mark, lastSeen: null }],
    { window: null, policy, asOf, timeZone, lastSight: null },
  );
  const [out] = leftOut;
  return out ? { counted: false, because: out.because } : { counted: true, weight: possible, earned };
}

/** Sums sessions by what is alike. */
export function sumSessions(counted: Iterable<Counted>, value: ValueSessions): SessionSums {
  let earned = zero;
  let possible = zero;
  const counts: Partial<Record<MarkStatus, number>> = {};
  const leftOut: Partial<Record<LeftOut, number>> = {};
  for (const { alike, sessions } of counted) {
    const { status } = alike.mark;
    counts[status] = (counts[status] ?? 0) + sessions;
    const worth = value(alike);
    if (!worth.counted) {
      leftOut[worth.because] = (leftOut[worth.because] ?? 0) + sessions;
      continue;
    }
    const times = rational(BigInt(sessions), 1n);
    earned = add(earned, multiply(worth.earned, times));
    possible = add(possible, multiply(worth.weight, times));
  }
  return { earned, possible, counts, leftOut };
}

/**
 * Counts sessions by what is alike, one object for each kind.
 *
 * @param kinds those that are known already, so that what is valued once holds for every student of a list
 */
export function countAlikeSessions(
  sessions: Iterable<SessionsAlike>,
  kinds = new Map<string, SessionsAlike>(),
): Counted[] {
  const counted = new Map<SessionsAlike, number>();
  for (const each of sessions) {
    const key = keyOfAlike(each);
    const alike = kinds.get(key) ?? each;
    if (alike === each) kinds.set(key, each);
    counted.set(alike, (counted.get(alike) ?? 0) + 1);
  }
  return Array.from(counted, ([alike, sessions]) => ({ alike, sessions }));
}

/** The same for sessions that are alike, and for no others. */
export function keyOfAlike({ kind, required, weight, mark, begun, plannedMs }: SessionsAlike): string {
  const { status, arrival, leave, presentMs } = mark;
  return `${kind} ${required} ${weight} ${status} ${arrival} ${leave} ${presentMs} ${begun} ${plannedMs}`;
}
