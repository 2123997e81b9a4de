import { describe, expect, test } from "vitest";
import type { ClassSummary } from "../../src/contract/http/api.ts";
import { countMembers, foldClass } from "../../web/app/classes/fold-class.ts";
import { orderSummaries } from "../../web/app/classes/order-summaries.ts";
import { foldChanges, initialLiveState } from "../../web/app/live/fold-changes.ts";
import { frame, freshStudent, markAt, scanAt, systemAt, timeZone, today } from "./builders.ts";

const missing = { status: "not_seen", decision: null, reason: null, at: null } as const;
const summary: ClassSummary = {
  class: { code: "Algebra", title: "Algebra", location: "BSB214", students: 3 },
  day: today,
  timeZone,
  rate: freshStudent("x", ["BSB214"]).rate,
  scans: { granted: 0, late: 0, denied: 0, unknown: 0 },
  students: ["CSAI1001", "ITM3006", "SE2001"].map((studentId) => ({ studentId, ...missing })),
};
const after = (parts: Parameters<typeof frame>[0]) =>
  foldChanges(initialLiveState(systemAt(0), []), frame(parts)).facts;

describe("the students of a class", () => {
  test("who is marked there is no longer missing, and who is turned away is denied", () => {
    const members = foldClass(
      summary,
      0,
      after({
        places: [markAt(1, { class: "Algebra" })],
        scans: [scanAt(2, { student: "SE2001", decision: "denied", reason: "Access denied" })],
      }),
    );
    expect(members.map(({ status, decision }) => [status, decision])).toEqual([
      ["present", "granted"],
      ["not_seen", null],
      ["not_seen", "denied"],
    ]);
    expect(countMembers(members)).toEqual({ expected: 3, present: 1, late: 0, denied: 1, notSeen: 1 });
  });

  test("a denial takes nothing from who was seen", () => {
    const facts = after({
      places: [markAt(1, { class: "Algebra" })],
      scans: [scanAt(2, { decision: "denied" })],
    });
    expect(foldClass(summary, 0, facts)[0]).toMatchObject({ status: "present", decision: "granted" });
  });

  test.each([
    ["of another class", 0, { places: [markAt(1, { class: "Physics" })] }],
    ["in another room", 0, { scans: [scanAt(1, { decision: "denied", location: "ECG-01" })] }],
    ["that the answer holds already", 1, { places: [markAt(1, { class: "Algebra" })] }],
  ])("what is heard %s changes nothing", (_name, since, parts) => {
    expect(foldClass(summary, since, after(parts))).toBe(summary.students);
  });
});

test("classes without a rate come last, whichever way the rates go", () => {
  const rows = [50, null, 100, 0].map((percent, index) => ({ name: `C${index}`, rate: { percent } }));
  const order = (sort: "name" | "percent" | "-percent", search = "") =>
    orderSummaries(rows, search, sort, ({ name }) => [name]).map(({ rate }) => rate.percent);
  expect(order("percent")).toEqual([0, 50, 100, null]);
  expect(order("-percent")).toEqual([100, 50, 0, null]);
  expect(order("name")).toEqual([50, null, 100, 0]);
  expect(order("percent", "c2 ")).toEqual([100]);
});
