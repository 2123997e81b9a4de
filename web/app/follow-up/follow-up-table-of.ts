import type { FollowUpPage, FollowUpRow } from "../../../src/contract/http/follow-up.ts";
import type { FigureTable } from "../../ui/write-csv.ts";

/** Students for follow-up for a spreadsheet: a row for each alert, with the student's rate, its sum and its days. */
export function followUpTableOf(
  students: readonly FollowUpRow[],
  { from, to }: Pick<FollowUpPage["window"], "from" | "to">,
): FigureTable {
  return {
    columns: [
      "student_id",
      "name",
      "cohort",
      "classes",
      "percent",
      "sum",
      "from",
      "to",
      "last_seen",
      "rule",
      "alert",
      "opened",
      "owner",
      "taken_by",
      "taken",
      "note",
      "cleared",
    ],
    rows: students.flatMap(({ student, cohort, classes, rate, lastSeen, alerts }) =>
      alerts.map(({ rule, because, openedAt, acknowledged, retracted }) => [
        student.id,
        student.name,
        cohort,
        classes.join(" "),
        rate.percent,
        rate.sum,
        from,
        to,
        lastSeen,
        rule.id,
        because,
        openedAt,
        acknowledged === null ? null : acknowledged.owner || acknowledged.by,
        acknowledged?.by ?? null,
        acknowledged?.at ?? null,
        acknowledged?.note ?? null,
        retracted?.at ?? null,
      ]),
    ),
  };
}
