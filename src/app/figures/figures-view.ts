import type { FiguresView } from "../../contract/http/figures.ts";
import { percentOf } from "../../domain/attendance/figures.ts";
import { nobodySeenText, nobodySeenYet, type Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import { bandOf, shownPercent } from "../../domain/attendance/rate.ts";
import { bandsOf } from "../../domain/attendance/shown-percent.ts";
import { type Rational, toRoundedNumber } from "../../domain/kernel/rational.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import type { FigureWindow } from "./choose-window.ts";
import { type Counted, type SessionSums, sumSessions, type ValueSessions } from "./value-sessions.ts";
import { sumLines, writeSum } from "./write-sum.ts";

/** An exact fraction with its value for display. */
export function exactView(value: Rational): FiguresView["earned"] {
  return { num: String(value.num), den: String(value.den), value: toRoundedNumber(value, 4) };
}

/**
 * What a rate and its band are shown as: neither is said where nothing counts, nor while nobody was seen yet.
 *
 * @param seen who was seen in the school (`FiguresStore.seen`)
 * @param from the first day of the rate
 */
export function toRateView(
  { earned, possible }: Pick<SessionSums, "earned" | "possible">,
  policy: Pick<Policy, "goodAt" | "poorBelow">,
  seen: Seen,
  from: string,
): Pick<FiguresView, "percent" | "band"> {
  if (nobodySeenYet(earned.num === 0n, seen, from)) return { percent: null, band: null };
  const rate = { percent: percentOf(earned, possible) };
  return { percent: shownPercent(rate, bandsOf(policy)), band: bandOf(rate, policy) };
}

/** A rate with its sums and what they are made of, by `toRateView`. */
export function toRateWithSum(
  counted: readonly Counted[],
  value: ValueSessions,
  policy: Pick<Policy, "goodAt" | "poorBelow">,
  seen: Seen,
  from: string,
): Pick<FiguresView, "earned" | "possible" | "percent" | "band" | "sum"> {
  const sums = sumSessions(counted, value);
  const rate = toRateView(sums, policy, seen, from);
  return {
    earned: exactView(sums.earned),
    possible: exactView(sums.possible),
    ...rate,
    sum:
      rate.percent === null && sums.possible.num > 0n
        ? nobodySeenText
        : writeSum(sumLines(counted, value), bandsOf(policy)),
  };
}

/** A figure with its sum, as the API tells it. */
export function toFiguresView(
  counted: readonly Counted[],
  value: ValueSessions,
  frame: {
    readonly policy: NamedPolicy;
    readonly asOf: { toString(options: { fractionalSecondDigits: 3 }): string };
    readonly window: FigureWindow;
    readonly seen: Seen;
  },
): FiguresView {
  const { policy, name } = frame.policy;
  const sums = sumSessions(counted, value);
  const lines = sumLines(counted, value);
  return {
    ...toRateWithSum(counted, value, policy, frame.seen, frame.window.from),
    method: policy.method,
    policy: { version: policy.version, name },
    asOf: frame.asOf.toString({ fractionalSecondDigits: 3 }),
    window: { from: frame.window.from, to: frame.window.to, title: frame.window.title },
    counts: sums.counts,
    lines: lines.map(({ weight, credit, ...line }) => ({
      ...line,
      weight: exactView(weight),
      credit: exactView(credit),
    })),
    leftOut: Object.entries(sums.leftOut).map(([because, sessions]) => ({ because, sessions })),
  };
}
