import { expect, test } from "vitest";
import { termsInCommon } from "../../../src/domain/timetable/terms-in-common.ts";

const term = (code: string, from: string, to: string) => ({ code, from, to });
const year = term("YEAR", "2026-09-01", "2027-06-30");
const autumn = term("AUT", "2026-09-21", "2026-12-18");
const spring = term("SPR", "2026-12-18", "2027-04-01");

test("terms that share a day are told, with the days and which of them counts there", () => {
  expect(termsInCommon([autumn, spring])).toEqual([
    { from: "2026-12-18", to: "2026-12-18", counts: spring, other: autumn },
  ]);
  expect(
    termsInCommon([year, spring, autumn]).map(({ from, counts, other }) => [from, counts.code, other.code]),
  ).toEqual([
    ["2026-09-21", "AUT", "YEAR"],
    ["2026-12-18", "SPR", "AUT"],
    ["2026-12-18", "SPR", "YEAR"],
  ]);
});

test("of two that begin together the code decides, and terms one after the other share nothing", () => {
  const [both] = termsInCommon([
    term("B", "2026-09-01", "2026-12-01"),
    term("A", "2026-09-01", "2026-11-01"),
  ]);
  expect(both?.counts.code).toBe("A");
  expect(termsInCommon([autumn, term("NEXT", "2026-12-19", "2027-04-01")])).toEqual([]);
});
