import { expect, test } from "vitest";
import { tableOfStudents } from "../../web/app/students/export-students.ts";
import { writeCsv } from "../../web/ui/write-csv.ts";
import { freshStudent } from "./builders.ts";

test("each place is a row, in the institution's time, with the last attempt beside the status", () => {
  const student = freshStudent("CSAI1001", ["BSB214", "ECG-01"]);
  const [first, second] = student.locations;
  if (first === undefined || second === undefined) throw new Error("there are two places");
  const denied = { ...first, decision: "denied", at: "2026-06-01T23:30:05Z", reason: "No" } as const;
  const { columns, rows } = tableOfStudents([{ ...student, locations: [denied, second] }], "Europe/London");
  expect(columns[5]).toBe("Time (Europe/London)");
  expect(rows).toHaveLength(2);
  expect(rows[0]?.slice(0, 8)).toEqual([
    "CSAI1001",
    "BSB214",
    "BSB214",
    "Expected",
    "Denied",
    "2026-06-02 00:30:05",
    "No",
    0,
  ]);
  expect(rows[1]?.slice(4, 6)).toEqual([null, null]);
});

test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx"])(
  "an id that a spreadsheet would run is defused: %j",
  (id) => {
    const csv = writeCsv(tableOfStudents([freshStudent(id, ["BSB214"])], "UTC"));
    const cell = csv.split("\r\n").slice(1).join("\r\n");
    expect(cell.startsWith(`'${id},`) || cell.startsWith(`"'${id}"`)).toBe(true);
  },
);
