import { Temporal } from "temporal-polyfill";

/** A week from Monday to Sunday, ISO local days. */
export interface Week {
  readonly monday: string;
  readonly sunday: string;
}

/** The Monday of the week of a local day. @param day ISO */
export function mondayOf(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

/** The weeks up to that of a day, that one last, oldest first. @param day ISO local day */
export function weeksUpTo(day: string, count: number): readonly Week[] {
  const last = Temporal.PlainDate.from(mondayOf(day));
  return Array.from({ length: count }, (_, index) => {
    const monday = last.subtract({ weeks: count - 1 - index });
    return { monday: monday.toString(), sunday: monday.add({ days: 6 }).toString() };
  });
}
