import type { StudentPage } from "../../../src/contract/http/students.ts";
import { writeDay } from "../../time/write-day.ts";

/** What the days of a figure are called, where nobody asked for days: a term, or today in a school without terms. */
export function titleOfWindow({ title, from, to }: StudentPage["window"]): string {
  if (title !== null) return title;
  return from === to ? "today, since no term has begun" : `${writeDay(from)} to ${writeDay(to)}`;
}
