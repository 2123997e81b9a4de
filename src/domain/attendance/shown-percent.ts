import { compare, fromDecimal, type Rational, rational, toRoundedNumber } from "../kernel/rational.ts";

/** Beyond this nobody reads a figure: it is cut instead, towards where it is. */
const mostDigits = 4;

/**
 * A percentage as it is shown: one decimal, halves up; with more where one would put it on the other side of a threshold
 * than it is. 79.96 below a threshold of 80 is 79.96 and never 80.0, and 99.98 is not 100. Whole numbers are always
 * thresholds, since rules and people's words have them.
 *
 * @param thresholds in percent, others than whole numbers: where bands and rules begin
 */
export function shownFigure(value: Rational, thresholds: readonly number[] = []): number {
  const above = {
    num: value.num - (value.num % value.den) + (value.num < 0n ? 0n : value.den),
    den: value.den,
  };
  const bounds = [rational(above.num, above.den), ...thresholds.map(fromDecimal)];
  for (let digits = 1; digits <= mostDigits; digits += 1) {
    const shown = toRoundedNumber(value, digits);
    if (bounds.every((bound) => sideOf(value, bound) === sideOf(fromDecimal(shown), bound))) return shown;
  }
  return Number((value.num * 10n) / value.den) / 10;
}

const sideOf = (value: Rational, bound: Rational): boolean => compare(value, bound) >= 0;

/** A shown figure in letters: `66.7`, `80.0`, `79.96`. Every page, export, mail and alert writes it by this. */
export function writeFigure(percent: number): string {
  return Number.isInteger(Math.round(percent * 1e6) / 1e5) ? percent.toFixed(1) : String(percent);
}

/** With its sign: `79.96 %`. */
export function writePercent(percent: number): string {
  return `${writeFigure(percent)} %`;
}

/** Where the bands of a policy begin. */
export const bandsOf = ({ goodAt, poorBelow }: { readonly goodAt: number; readonly poorBelow: number }) => [
  goodAt,
  poorBelow,
];
