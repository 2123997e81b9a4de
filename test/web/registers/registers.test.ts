import { expect, test } from "vitest";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { startingWithin } from "../../../web/app/absences/starting-within.ts";
import { gridTableOf } from "../../../web/app/classes/grid-table-of.ts";
import { nextCell } from "../../../web/app/classes/next-cell.ts";
import { addMonths, weeksOf, writeMonth } from "../../../web/app/students/month-of.ts";
import { markLetters } from "../../../web/ui/mark-letters.ts";
import { markOf, sessionRow } from "./session-row.ts";

test.each([
  ["2026-11", 6, "2026-10-26", "2026-12-06"],
  ["2027-02", 4, "2027-02-01", "2027-02-28"],
  ["2028-02", 5, "2028-01-31", "2028-03-05"],
])("%s lies in %i whole weeks, from %s to %s", (month, count, first, last) => {
  const weeks = weeksOf(month);
  expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([count, first, last]);
  expect(new Set(weeks.flat()).size).toBe(count * 7);
});

test("months go on over the year", () => {
  expect([addMonths("2026-12", 1), addMonths("2026-01", -1), writeMonth("2026-02")]).toEqual([
    "2027-01",
    "2025-12",
    "February 2026",
  ]);
});

test.each([
  ["ArrowRight", { row: 3, column: 4 }, false],
  ["ArrowUp", { row: 2, column: 3 }, false],
  ["PageDown", { row: 9, column: 3 }, false],
  ["Home", { row: 3, column: 0 }, false],
  ["Home", { row: 0, column: 0 }, true],
  ["End", { row: 9, column: 4 }, true],
  ["Enter", null, false],
] as const)("%s from the middle leads to %j", (key, to, control) => {
  expect(nextCell(key, { row: 3, column: 3 }, { rows: 10, columns: 5 }, control)).toEqual(to);
});

test("no two statuses share a letter, so that a cell is read without its colour", () => {
  expect(new Set(markStatuses.map((status) => markLetters[status])).size).toBe(markStatuses.length);
});

test("an absence covers the sessions that start in it: its first moment, not its last", () => {
  const at = (start: string) => ({ session: sessionRow({ id: start, start }), mark: markOf("a") });
  const sessions = ["08:59", "09:00", "10:59", "11:00"].map((time) => at(`2026-11-23T${time}:00Z`));
  expect(
    startingWithin(sessions, "2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z").map(({ session }) =>
      session.start.slice(11, 16),
    ),
  ).toEqual(["09:00", "10:59"]);
});

test("the file of a class has a row for each student and a word for each mark", () => {
  const grid = {
    sessions: [sessionRow()],
    students: [
      {
        student: { id: "S1", name: "Jo" },
        percent: 50,
        marks: [{ status: "late" as const, minutesLate: 6, flags: [], why: "" }],
      },
      { student: { id: "S2", name: null }, percent: null, marks: [null] },
    ],
  };
  expect(gridTableOf(grid)).toEqual({
    columns: ["student_id", "name", "percent", "2026-11-23 09:00"],
    rows: [
      ["S1", "Jo", 50, "Late"],
      ["S2", "", null, null],
    ],
  });
});
