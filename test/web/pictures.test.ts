import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { niceTicks } from "../../web/ui/nice-ticks.ts";
import { writeCsv } from "../../web/ui/write-csv.ts";

describe("the scale of a count", () => {
  test.each([
    [1, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [215, [0, 100, 200, 300]],
    [40_000, [0, 10_000, 20_000, 30_000, 40_000]],
  ])("up to %i", (max, ticks) => {
    expect(niceTicks(max)).toEqual(ticks);
  });

  test("is of whole numbers, reaches the largest, and has at most six of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), (max) => {
        const ticks = niceTicks(max);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
        expect(ticks.at(-2)).toBeLessThan(max);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe("a table as a file", () => {
  const csv = (...cells: (string | number | null)[]) => writeCsv({ columns: ["a"], rows: [cells] });
  test.each([
    ["a comma", "BSB, 214", '"BSB, 214"'],
    ["a quotation mark", 'the "late" one', '"the ""late"" one"'],
    ["a line break", "two\nlines", '"two\nlines"'],
    ["nothing", null, ""],
    ["a number, also a negative one", -3.5, "-3.5"],
    ["what a spreadsheet would run", '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["what looks like a sum", "+1", "'+1"],
  ])("%s", (_name, cell, text) => {
    expect(csv(cell)).toBe(`\uFEFFa\r\n${text}\r\n`);
  });
});
