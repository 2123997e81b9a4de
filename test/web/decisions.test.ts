import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DecisionsView } from "../../src/contract/http/scans.ts";
import { addDays } from "../../web/app/decisions/add-days.ts";
import { decisionsSearch } from "../../web/app/decisions/decisions-search.ts";
import { denialGrid, mostCells } from "../../web/app/decisions/denial-grid.ts";
import { periodOf } from "../../web/app/decisions/period-of.ts";
import { whatStandsOut } from "../../web/app/decisions/what-stands-out.ts";

const nobody = { granted: 0, late: 0, denied: 0, unknown: 0 };
const cell = (location: string | null, hour: number, denied: number) => ({ location, hour, denied });
const again = (student: string, attempts: number) => ({
  student,
  attempts,
  locations: ["ASG-13"],
  lastAt: "2026-11-22T11:30:00Z",
});

/** The figures of a day; the total counts what the clusters do. */
function view(parts: Partial<DecisionsView> = {}): DecisionsView {
  const clusters = parts.denialClusters ?? [];
  const denied = clusters.reduce((sum, one) => sum + one.denied, 0);
  return {
    from: "2026-11-22",
    to: "2026-11-22",
    timeZone: "Europe/London",
    total: { ...nobody, granted: 100, denied },
    byReason: [],
    byLocation: [],
    byHour: [],
    bySender: [],
    byDay: [],
    denialClusters: clusters,
    deniedAgain: [],
    ...parts,
  };
}

describe("what stands out", () => {
  test("the fullest place and hour, and how much of all of it", () => {
    const clusters = [cell("ASG-13", 11, 14), cell("ECG-01", 9, 9), cell("BSB214", 8, 8)];
    expect(whatStandsOut(view({ denialClusters: clusters }))).toEqual([
      "Most denials: ASG-13 between 11 and 12, 14 of 31.",
    ]);
  });

  test("two that share the lead are both named, three are no cluster", () => {
    const two = [cell("ASG-13", 11, 4), cell("ECG-01", 9, 4), cell("BSB214", 8, 1)];
    expect(whatStandsOut(view({ denialClusters: two }))[0]).toBe(
      "Most denials: ASG-13 between 11 and 12, and ECG-01 between 9 and 10, 4 of 9 each.",
    );
    const three = [...two.slice(0, 2), cell("BSB214", 8, 4)];
    expect(whatStandsOut(view({ denialClusters: three }))[0]).toBe(
      "12 denials, spread out: no more than 4 at one place within an hour.",
    );
  });

  test.each([
    [2, "2 denials, spread out: no more than 2 at one place within an hour."],
    [3, "Most denials: ASG-13 between 23 and 24, 3 of 3."],
  ])("%i denials at one place in an hour", (denied, said) => {
    expect(whatStandsOut(view({ denialClusters: [cell("ASG-13", 23, denied)] }))[0]).toBe(said);
  });

  test("one denial is where it was, also without a location", () => {
    expect(whatStandsOut(view({ denialClusters: [cell(null, 0, 1)] }))).toEqual([
      "One denial: no location between 0 and 1.",
    ]);
  });

  test("a reason is named from more than half of the denials on", () => {
    const denialClusters = [cell("ASG-13", 11, 6)];
    const half = view({ denialClusters, byReason: [{ reason: "Card blocked", ...nobody, denied: 3 }] });
    expect(whatStandsOut(half)).toHaveLength(1);
    const more = view({ denialClusters, byReason: [{ reason: "Card blocked", ...nobody, denied: 4 }] });
    expect(whatStandsOut(more)[1]).toBe("Most of them for “Card blocked”, 4 of 6.");
    const unsaid = view({ denialClusters, byReason: [{ reason: null, ...nobody, denied: 6 }] });
    expect(whatStandsOut(unsaid)).toHaveLength(1);
  });

  test("who was turned away again is named from three times on", () => {
    const denialClusters = [cell("ASG-13", 11, 6)];
    expect(whatStandsOut(view({ denialClusters, deniedAgain: [again("SE2001", 2)] }))).toHaveLength(1);
    expect(whatStandsOut(view({ denialClusters, deniedAgain: [again("SE2001", 3)] }))[1]).toBe(
      "SE2001 was turned away 3 times.",
    );
  });

  test("nothing taken, and nobody denied", () => {
    expect(whatStandsOut(view({ total: nobody }))).toEqual(["No scans were taken in this time."]);
    expect(whatStandsOut(view({ total: { ...nobody, granted: 7, unknown: 2 } }))).toEqual([
      "No denials among 9 scans.",
      "2 of 9 scans named nobody.",
    ]);
  });
});

describe("periods", () => {
  const today = "2026-11-22";
  test.each([
    [{}, "2026-11-22", "2026-11-22"],
    [{ period: "yesterday" }, "2026-11-21", "2026-11-21"],
    [{ period: "7-days" }, "2026-11-16", "2026-11-22"],
    [{ period: "30-days" }, "2026-10-24", "2026-11-22"],
    [{ period: "dates", from: "2026-02-28", to: "2026-03-01" }, "2026-02-28", "2026-03-01"],
    [{ period: "dates", to: "2026-03-01" }, "2026-02-23", "2026-03-01"],
  ])("%j", (address, from, to) => {
    expect(periodOf(decisionsSearch.parse(address), today)).toEqual({ from, to, trouble: null });
  });

  test("a broken address is today", () => {
    const search = decisionsSearch.parse({ period: "ever", from: "soon", to: "2026-02-30", location: " " });
    expect(periodOf(search, today)).toEqual({ from: today, to: today, trouble: null });
  });

  test.each([
    [91, null],
    [92, "At most 92 days can be looked at together."],
    [-1, "The first day is after the last."],
  ])("from one day to one %i days later", (days, trouble) => {
    const from = "2026-03-01";
    const search = decisionsSearch.parse({ period: "dates", from, to: addDays(from, days) });
    expect(periodOf(search, today).trouble).toBe(trouble);
  });

  test("a day and back again is the same day, in every year", () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), fc.integer({ min: 0, max: 100 }), (at, days) => {
        const day = addDays("2026-11-22", at);
        expect(addDays(addDays(day, days), -days)).toBe(day);
      }),
    );
  });
});

describe("the grid of denials", () => {
  test("holds each cell once, hours without gaps, the fullest location first", () => {
    const grid = denialGrid({
      denialClusters: [cell("A", 11, 3), cell("B", 9, 2), cell("B", 12, 2)],
      byHour: [{ hour: 8, ...nobody, granted: 1 }],
    });
    expect(grid.hours).toEqual([8, 9, 10, 11, 12]);
    expect(grid.rows).toEqual([
      { location: "B", denied: 4, cells: [0, 2, 0, 0, 2] },
      { location: "A", denied: 3, cells: [0, 0, 0, 3, 0] },
    ]);
    expect(grid).toMatchObject({ most: 3, cut: false });
  });

  test("nothing at all", () => {
    expect(denialGrid({ denialClusters: [], byHour: [] })).toEqual({
      hours: [],
      rows: [],
      most: 0,
      cut: false,
    });
  });

  test("says when there may be more than was told", () => {
    const cells = (count: number) => Array.from({ length: count }, (_, index) => cell(`R${index}`, 9, 1));
    expect(denialGrid({ denialClusters: cells(mostCells - 1), byHour: [] }).cut).toBe(false);
    expect(denialGrid({ denialClusters: cells(mostCells), byHour: [] }).cut).toBe(true);
  });
});
