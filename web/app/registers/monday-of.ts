import { addDays } from "../decisions/add-days.ts";

/** The Monday of a day's week. @param day YYYY-MM-DD */
export function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  // Before the institution's day is known there is none.
  if (Number.isNaN(date.getTime())) return day;
  return addDays(day, -((date.getUTCDay() + 6) % 7));
}
