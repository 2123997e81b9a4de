import { describe, expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../../web/app/plain-search.ts";
import { mergeScans } from "../../web/app/scans/merge-scans.ts";
import { matchesFilter, scanFilter, scanQuery } from "../../web/app/scans/scan-filter.ts";
import { scanAt } from "./builders.ts";

const scan = scanAt(5, { occurredAt: "2026-06-01T23:30:00Z", reason: "Late entry", decision: "late" });
const long = "x".repeat(121);

describe("a scan that just came in", () => {
  test.each([
    [{}, true],
    [{ student: "CSAI1001" }, true],
    [{ student: "SE2001" }, false],
    [{ location: "BSB214", decision: "late" }, true],
    [{ location: "BSB214", decision: "granted" }, false],
    [{ reason: "Late entry" }, true],
    [{ reason: "" }, false],
    [{ sender: "original/BSB214" }, true],
    [{ identified: "true" }, true],
    [{ identified: "false" }, false],
    // Half past midnight on the next day, by the clocks of a London summer.
    [{ day: "2026-06-02" }, true],
    [{ day: "2026-06-01" }, false],
    [{ day: "2026-06-02", hour: 0 }, true],
    [{ day: "2026-06-02", hour: 23 }, false],
  ] as const)("is shown under %j: %s", (filter, shown) => {
    expect(matchesFilter(scan, filter, "Europe/London")).toBe(shown);
  });

  test("of an unknown student is none of a student's", () => {
    expect(matchesFilter({ ...scan, known: false }, { student: "CSAI1001" }, "UTC")).toBe(false);
  });

  test("reasons are compared by what is tallied of them: 120 characters", () => {
    expect(matchesFilter({ ...scan, reason: long }, { reason: long.slice(0, 120) }, "UTC")).toBe(true);
    expect(matchesFilter({ ...scan, reason: null }, { reason: "" }, "UTC")).toBe(true);
  });
});

test("what an address says is what the API is asked; an hour without a day is none", () => {
  const read = (text: string) => scanQuery(scanFilter.parse(parseSearch(text))).toString();
  expect(read("?student=0012&decision=denied&day=2026-06-02&hour=9")).toBe(
    "student=0012&decision=denied&day=2026-06-02&hour=9",
  );
  expect(read("?hour=9&decision=nonsense&reason=")).toBe("reason=");
});

test.each(["0012", "1e5", "true", "null", "a b&c=d", "+49", "ü"])(
  "the text %s survives the address",
  (text) => {
    expect(parseSearch(stringifySearch({ search: text, none: undefined }))).toEqual({ search: text });
  },
);

describe("scans of two sources", () => {
  const read = [scanAt(4), scanAt(2)];
  test("are one list, newest first, each once", () => {
    expect(mergeScans(read, [scanAt(3), scanAt(5), scanAt(4)]).map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
  });
  test("of the same scan, the one repeated more often is the later word", () => {
    expect(mergeScans(read, [scanAt(4, { repeats: 2 })])[0]?.repeats).toBe(2);
    expect(mergeScans([scanAt(4, { repeats: 2 })], [scanAt(4, { repeats: 1 })])[0]?.repeats).toBe(2);
  });
  test("that say nothing new are the same list", () => {
    expect(mergeScans(read, [scanAt(4)])).toBe(read);
  });
});
