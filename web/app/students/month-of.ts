import { addDays } from "../decisions/add-days.ts";

const shownMonth = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });

/** @param month YYYY-MM */
export const writeMonth = (month: string): string => shownMonth.format(new Date(`${month}-01T00:00:00Z`));

/** A month so many later, or earlier. @param month YYYY-MM */
export function addMonths(month: string, months: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}

/**
 * The whole weeks, from Monday to Sunday, that hold a month.
 *
 * @param month YYYY-MM
 * @returns weeks of seven ISO dates
 */
export function weeksOf(month: string): string[][] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = `${addMonths(month, 1)}-01`;
  const weeks: string[][] = [];
  // Sunday is 0, and the last day of a week.
  let monday = addDays(`${month}-01`, -((first.getUTCDay() + 6) % 7));
  while (monday < next) {
    const start = monday;
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(start, index)));
    monday = addDays(monday, 7);
  }
  return weeks;
}
