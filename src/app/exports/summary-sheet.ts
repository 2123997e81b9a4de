import type { GroupFiguresView } from "../../contract/http/figures.ts";
import { type MarkStatus, markStatuses } from "../../domain/attendance/mark.ts";
import type { Sheet, SheetCell, SheetColumn } from "./sheet.ts";

/** What the clock says of those who have not come to a session that is on. */
const openStatuses = ["not_seen", "cannot_be_known"] as const;

/** Every status but those that only the clock says. */
const countedStatuses = markStatuses.filter(
  (status): status is Exclude<MarkStatus, "expected" | "not_seen" | "cannot_be_known"> =>
    status !== "expected" && status !== "not_seen" && status !== "cannot_be_known",
);

/** The columns of summaries. They keep their names and their order; a new one comes after them. */
export const summaryColumns: readonly SheetColumn[] = [
  { name: "group_kind", width: 11 },
  { name: "group", width: 14 },
  { name: "from", width: 11 },
  { name: "to", width: 11 },
  { name: "student_id", width: 14 },
  { name: "name", width: 24 },
  { name: "percent", width: 8 },
  { name: "band", width: 6 },
  { name: "earned_num", width: 11 },
  { name: "earned_den", width: 11 },
  { name: "possible_num", width: 13 },
  { name: "possible_den", width: 13 },
  ...countedStatuses.map((name) => ({ name, width: Math.max(8, name.length) })),
  { name: "method", width: 8 },
  { name: "policy_version", width: 14 },
  { name: "as_of", width: 20 },
  ...openStatuses.map((name) => ({ name, width: name.length })),
];

/**
 * The figures of a group's students as a table, a row for each by student id. A rate stands with its sum as two
 * fractions: rate = 100 × (earned_num ÷ earned_den) ÷ (possible_num ÷ possible_den), empty where nothing counts.
 */
export function summarySheet(figures: GroupFiguresView, timeZone: string): Sheet {
  return { columns: summaryColumns, rows: rowsOf(figures, timeZone) };
}

async function* rowsOf(
  { of, window, students, method, policy, asOf }: GroupFiguresView,
  timeZone: string,
): AsyncGenerator<readonly SheetCell[], void, void> {
  const ofGroup: SheetCell[] = [of.kind, of.code, { day: window.from }, { day: window.to }];
  for (const { student, percent, band, earned, possible, counts } of students) {
    yield [
      ...ofGroup,
      student.id,
      student.name,
      percent,
      band,
      integer(earned.num),
      integer(earned.den),
      integer(possible.num),
      integer(possible.den),
      ...countedStatuses.map((status) => counts[status] ?? 0),
      method,
      policy.version,
      { at: asOf, timeZone },
      ...openStatuses.map((status) => counts[status] ?? 0),
    ];
  }
}

/** A number where it is exact as one, else its digits. */
function integer(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
