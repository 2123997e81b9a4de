import { percentOf } from "../../domain/attendance/figures.ts";
import { type MarkStatus, markStatuses } from "../../domain/attendance/mark.ts";
import { shownFigure, writePercent } from "../../domain/attendance/shown-percent.ts";
import { add, compare, multiply, type Rational, rational, zero } from "../../domain/kernel/rational.ts";
import type { Counted, ValueSessions } from "./value-sessions.ts";

const one: Rational = { num: 1n, den: 1n };
/** Nobody reads a sum of more terms: its total is told instead, and the lines tell the rest. */
const mostTerms = 8;

/** Counted sessions of one status, weight and credit. */
export interface SumLine {
  readonly status: MarkStatus;
  readonly sessions: number;
  /** Of one session. */
  readonly weight: Rational;
  readonly credit: Rational;
}

/** The lines of a sum: what was counted, by status in the order of the statuses, the heaviest and best first. */
export function sumLines(counted: Iterable<Counted>, value: ValueSessions): SumLine[] {
  const lines = new Map<string, SumLine>();
  for (const { alike, sessions } of counted) {
    const worth = value(alike);
    if (!worth.counted) continue;
    const { weight, earned } = worth;
    const credit = rational(earned.num * weight.den, earned.den * weight.num);
    const { status } = alike.mark;
    const key = `${status} ${exactText(weight)} ${exactText(credit)}`;
    lines.set(key, { status, weight, credit, sessions: (lines.get(key)?.sessions ?? 0) + sessions });
  }
  return [...lines.values()].sort(
    (a, b) =>
      markStatuses.indexOf(a.status) - markStatuses.indexOf(b.status) ||
      compare(b.weight, a.weight) ||
      compare(b.credit, a.credit),
  );
}

/**
 * A sum written out, exactly: `(6 × 1 + 1 × 0.5) ÷ 8 = 81.3 %`; sessions that weigh and earn the same are one term.
 *
 * @param thresholds in percent, on whose sides the figure is shown (`shownFigure`)
 */
export function writeSum(lines: readonly SumLine[], thresholds: readonly number[] = []): string {
  let earned = zero;
  let possible = zero;
  const terms = new Map<string, { sessions: number; weight: Rational; credit: Rational }>();
  for (const { sessions, weight, credit } of lines) {
    const all = multiply(weight, rational(BigInt(sessions), 1n));
    possible = add(possible, all);
    if (credit.num === 0n) continue;
    earned = add(earned, multiply(all, credit));
    const key = `${exactText(weight)} ${exactText(credit)}`;
    terms.set(key, { weight, credit, sessions: (terms.get(key)?.sessions ?? 0) + sessions });
  }
  const percent = percentOf(earned, possible);
  if (percent === null) return "No session counts yet";
  const inOrder = [...terms.values()].sort(
    (a, b) => compare(b.credit, a.credit) || compare(b.weight, a.weight),
  );
  const top =
    inOrder.length === 0 || inOrder.length > mostTerms
      ? exactText(earned)
      : `(${inOrder.map(writeTerm).join(" + ")})`;
  return `${top} ÷ ${exactText(possible)} = ${writePercent(shownFigure(percent, thresholds))}`;
}

function writeTerm({ sessions, weight, credit }: Omit<SumLine, "status">): string {
  const factors = compare(weight, one) === 0 ? [credit] : [weight, credit];
  return [String(sessions), ...factors.map(exactText)].join(" × ");
}

/** A number without loss: `0.5` where decimals end, `1/3` where they do not. */
export function exactText({ num, den }: Rational): string {
  let digits = 0;
  let rest = den;
  for (const factor of [2n, 5n]) {
    let times = 0;
    while (rest % factor === 0n) {
      rest /= factor;
      times += 1;
    }
    digits = Math.max(digits, times);
  }
  if (rest !== 1n) return `${num}/${den}`;
  const scaled = ((num < 0n ? -num : num) * 10n ** BigInt(digits)) / den;
  const text = scaled.toString().padStart(digits + 1, "0");
  const sign = num < 0n ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
