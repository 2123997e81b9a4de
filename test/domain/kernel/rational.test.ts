import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  compare,
  fromDecimal,
  multiply,
  rational,
  toRoundedNumber,
  zero,
} from "../../../src/domain/kernel/rational.ts";

const fraction = fc
  .tuple(fc.bigInt(-10_000n, 10_000n), fc.bigInt(1n, 10_000n))
  .map(([num, den]) => rational(num, den));

describe("a fraction", () => {
  test.each([
    [6n, 4n, 3n, 2n],
    [-6n, 4n, -3n, 2n],
    [6n, -4n, -3n, 2n],
    [0n, -7n, 0n, 1n],
  ])("%d / %d is reduced, with the sign above the line", (num, den, reducedNum, reducedDen) => {
    expect(rational(num, den)).toEqual({ num: reducedNum, den: reducedDen });
  });

  test("has a denominator", () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });

  test("is the same however a sum or a product is ordered and grouped", () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(add(a, zero)).toEqual(a);
      }),
    );
  });

  test("is ordered as its quotients are", () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(Math.sign(Number(a.num * b.den - b.num * a.den)) || 0);
        expect(compare(a, b) === 0).toBe(a.num === b.num && a.den === b.den);
      }),
    );
  });
});

describe("a decimal", () => {
  test.each([
    [0.1, 1n, 10n],
    [0.5, 1n, 2n],
    [49.95, 999n, 20n],
    [-0.25, -1n, 4n],
    [-0, 0n, 1n],
    [80, 80n, 1n],
  ])("%d is the fraction that a person means by it", (value, num, den) => {
    expect(fromDecimal(value)).toEqual({ num, den });
  });

  test("adds up: three tenths is three times one tenth", () => {
    const tenth = fromDecimal(0.1);
    expect(add(add(tenth, tenth), tenth)).toEqual(fromDecimal(0.3));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21, 1e-7])("%d is refused", (value) => {
    expect(() => fromDecimal(value)).toThrow(RangeError);
  });
});

describe("a shown number", () => {
  test.each([
    [1n, 3n, 1, 0.3],
    [1n, 20n, 1, 0.1],
    [49n, 1000n, 1, 0],
    [9995n, 100n, 1, 100],
    [9994n, 100n, 1, 99.9],
    [-1n, 20n, 1, -0.1],
    [-1n, 100n, 1, 0],
    [200n, 3n, 0, 67],
  ])("%d/%d with %d decimals is %d, halves away from zero", (num, den, digits, shown) => {
    expect(toRoundedNumber(rational(num, den), digits)).toBe(shown);
  });

  test("is within half of its last decimal", () => {
    fc.assert(
      fc.property(fraction, fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const exact = Number(value.num) / Number(value.den);
        expect(Math.abs(toRoundedNumber(value, digits) - exact)).toBeLessThanOrEqual(
          0.5 * 10 ** -digits + 1e-9,
        );
      }),
    );
  });
});
