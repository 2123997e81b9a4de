import type { StudentPage, StudentRow } from "../../../src/contract/http/students.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";
import { markLooks } from "../../ui/looks.ts";
import type { FigureTable } from "../../ui/write-csv.ts";

/** A list of students for a spreadsheet: a row for each, with the sum behind its rate. */
export function studentTableOf(
  students: readonly StudentRow[],
  { timeZone, policy, window }: Pick<StudentPage, "timeZone" | "policy" | "window">,
): FigureTable {
  const moment = (at: string): string => {
    const day = localDay(at, timeZone);
    return `${day} ${clockfaceOf(timeZone).time(at, day)}`;
  };
  return {
    columns: [
      "student_id",
      "name",
      "cohort",
      "classes",
      "percent",
      "band",
      "earned",
      "possible",
      "sum",
      "from",
      "to",
      "policy",
      "today",
      `last_seen (${timeZone})`,
      "open_alerts",
    ],
    rows: students.map(({ student, cohort, classes, rate, today, lastSeen, openAlerts }) => [
      student.id,
      student.name,
      cohort,
      classes.join(" "),
      rate.percent,
      rate.band,
      rate.earned.value,
      rate.possible.value,
      rate.sum,
      window.from,
      window.to,
      `${policy.name}, version ${policy.version}`,
      today
        .map(({ classes: own, status }) => `${own.join(" ")}: ${markLooks[status].word.toLowerCase()}`)
        .join("; "),
      lastSeen === null ? null : moment(lastSeen),
      openAlerts,
    ]),
  };
}
