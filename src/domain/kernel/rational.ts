/** An exact fraction; `den` is positive and the two share no factor. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

export const zero: Rational = { num: 0n, den: 1n };

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The reduced fraction `num / den`. Throws a RangeError when `den` is zero. */
export function rational(num: bigint, den: bigint): Rational {
  if (den === 0n) throw new RangeError("a fraction needs a denominator other than zero");
  if (den === 1n) return { num, den };
  const sign = den < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(num, den * sign);
  return { num: (num * sign) / divisor, den: (den * sign) / divisor };
}

/**
 * The fraction that a person means by a decimal number: 0.1 is one tenth, not the binary number next to it.
 * Takes finite numbers that print without an exponent.
 */
export function fromDecimal(value: number): Rational {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) throw new RangeError(`${value} is not a plain decimal number`);
  const [, sign, whole = "0", fraction = ""] = match;
  const num = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return rational(num, 10n ** BigInt(fraction.length));
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest number with at most `digits` decimals, halves away from zero: for display, never for a decision. */
export function toRoundedNumber(value: Rational, digits: number): number {
  const scale = 10n ** BigInt(digits);
  const magnitude = value.num < 0n ? -value.num : value.num;
  const rounded = (2n * magnitude * scale + value.den) / (2n * value.den);
  return Number(value.num < 0n ? -rounded : rounded) / Number(scale);
}
