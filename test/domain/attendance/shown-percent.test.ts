import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownFigure, writeFigure, writePercent } from "../../../src/domain/attendance/shown-percent.ts";
import { compare, fromDecimal, rational } from "../../../src/domain/kernel/rational.ts";
import { runsHere } from "../../support/runs-here.ts";

describe("a percentage as it is shown", () => {
  test.each([
    [2000n, 30n, [], "66.7 %"],
    [500n, 10n, [], "50.0 %"],
    [7996n, 100n, [], "79.96 %"],
    [79_996n, 1000n, [], "79.996 %"],
    [8004n, 100n, [], "80.0 %"],
    [8000n, 100n, [], "80.0 %"],
    [9998n, 100n, [], "99.98 %"],
    [10_000n, 100n, [], "100.0 %"],
    [4999n, 100n, [], "49.99 %"],
    [0n, 1n, [], "0.0 %"],
    [999_999_999n, 10_000_000n, [], "99.9 %"],
    [7246n, 100n, [72.5], "72.46 %"],
    [7246n, 100n, [], "72.5 %"],
    [8004n, 100n, [80.04], "80.04 %"],
    [8005n, 100n, [80.04, 80.1], "80.05 %"],
  ] as const)("%s ÷ %s with thresholds at %j is %s", (num, den, thresholds, text) => {
    expect(writePercent(shownFigure(rational(num, den), thresholds))).toBe(text);
  });

  test("stands on the side of every threshold on which it is, in letters too", () => {
    const percent = fc
      .record({
        den: fc.integer({ min: 1, max: 100_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ den, share }) => rational(BigInt(Math.round(den * share)) * 100n, BigInt(den)));
    const threshold = fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
    );
    fc.assert(
      fc.property(percent, threshold, (value, at) => {
        const shown = fromDecimal(Number(writeFigure(shownFigure(value, [at]))));
        const bound = fromDecimal(at);
        expect(compare(shown, bound) < 0).toBe(compare(value, bound) < 0);
        expect(
          Math.abs(Number(shown.num) / Number(shown.den) - Number(value.num) / Number(value.den)),
        ).toBeLessThan(0.11);
      }),
      { numRuns: runsHere(2000) },
    );
  });
});
