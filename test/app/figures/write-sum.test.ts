import fc from "fast-check";
import { expect, test } from "vitest";
import { exactText, type SumLine, writeSum } from "../../../src/app/figures/write-sum.ts";
import { fromDecimal, type Rational, rational } from "../../../src/domain/kernel/rational.ts";

const line = (
  status: SumLine["status"],
  sessions: number,
  credit: number,
  weight: number | Rational = 1,
): SumLine => ({
  status,
  sessions,
  credit: fromDecimal(credit),
  weight: typeof weight === "number" ? fromDecimal(weight) : weight,
});

test.each<[string, SumLine[], string]>([
  ["nothing that counts", [], "No session counts yet"],
  ["nothing but absences", [line("absent", 3, 0)], "0 ÷ 3 = 0.0 %"],
  [
    "the original's student",
    [line("present", 1, 1), line("late", 1, 0.5), line("absent", 1, 0)],
    "(1 × 1 + 1 × 0.5) ÷ 3 = 50.0 %",
  ],
  [
    "statuses that are worth the same",
    [line("present", 4, 1), line("elsewhere", 2, 1), line("absent", 2, 0)],
    "(6 × 1) ÷ 8 = 75.0 %",
  ],
  [
    "weights",
    [line("present", 2, 1, 2), line("late", 1, 0.5, 1.5)],
    "(2 × 2 × 1 + 1 × 1.5 × 0.5) ÷ 5.5 = 86.4 %",
  ],
  ["what no decimal ends", [line("present", 3, 1, rational(1n, 3n))], "(3 × 1/3 × 1) ÷ 1 = 100.0 %"],
  [
    "more terms than anybody reads",
    Array.from({ length: 9 }, (_, n) => line("late", 1, (n + 1) / 10)),
    "4.5 ÷ 9 = 50.0 %",
  ],
])("a sum of %s is written as it is reckoned", (_, lines, text) => {
  expect(writeSum(lines)).toBe(text);
});

test("half a tenth is shown as a tenth, and the sum stays what it was", () => {
  expect(writeSum([line("present", 6, 1), line("late", 1, 0.5), line("absent", 1, 0)])).toBe(
    "(6 × 1 + 1 × 0.5) ÷ 8 = 81.3 %",
  );
});

test("a number as text is that number: a decimal where decimals end, else a fraction", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.bigInt({ min: 1n, max: 10n ** 6n }),
      (num, den) => {
        const value = rational(num, den);
        const text = exactText(value);
        const fraction = /^(-?\d+)\/(\d+)$/.exec(text);
        expect(
          fraction ? rational(BigInt(fraction[1] ?? ""), BigInt(fraction[2] ?? "")) : decimal(text),
        ).toEqual(value);
      },
    ),
  );
});

function decimal(text: string): Rational {
  const [whole = "", digits = ""] = text.split(".");
  return rational(BigInt(whole + digits), 10n ** BigInt(digits.length));
}
