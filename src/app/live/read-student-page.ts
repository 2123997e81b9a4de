import { Temporal } from "temporal-polyfill";
import type { StudentChange } from "../../contract/live/frames.ts";
import type { FigureViews } from "../figures/create-figures.ts";
import type { MarkSheets } from "../figures/create-mark-sheets.ts";
import type { Students } from "../students/create-students.ts";

/** Sessions of more days than a month's page shows are left to whoever shows them. */
const mostDays = 62;

/**
 * What a student's page shows.
 *
 * @param days on which something changed, in order, ISO
 * @returns null for an id that no student has
 */
export async function readStudentPage(
  parts: {
    readonly students: Pick<Students, "detail">;
    readonly figures: Pick<FigureViews, "student">;
    readonly sheets: Pick<MarkSheets, "calendar">;
  },
  student: string,
  days: readonly string[],
  today: string,
): Promise<StudentChange | null> {
  const inOrder = [...days, today].sort();
  const [from = today, to = today] = [inOrder[0], inOrder.at(-1)];
  const near = Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days < mostDays;
  const [detail, figures, calendar] = await Promise.all([
    parts.students.detail(student),
    parts.figures.student(student, {}),
    near ? parts.sheets.calendar(student, { from, to }) : null,
  ]);
  if (detail === null || figures === null) return null;
  return { student, detail, figures, sessions: calendar?.sessions ?? null };
}
