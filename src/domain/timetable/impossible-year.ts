/** A timetable tells of no more years than these, before and after today. */
const years = { before: 20, after: 10 };

/** Years that other calendars count ahead of the common era's: the Buddhist, the Thai and Lao one. */
const aheadOfUs = 543;

/**
 * Why no session can be on a day, in words that follow the date; null where one can. A mistyped year makes a session that
 * nobody ever sees again.
 *
 * @param day ISO date
 * @param today ISO date
 */
export function impossibleYear(
  day: string,
  today: string,
): { readonly message: string; readonly remedy: string } | null {
  const year = yearOf(day);
  const now = yearOf(today);
  const isPossible = (of: number): boolean => of >= now - years.before && of <= now + years.after;
  if (isPossible(year)) return null;
  const common = year - aheadOfUs;
  return {
    message: `is in a year in which no session can be (${now - years.before} to ${now + years.after})`,
    remedy: isPossible(common) ? `write ${common} for ${year} of the Buddhist era` : "correct the year",
  };
}

/** Also of years beyond 9999, which have a sign. */
const yearOf = (day: string): number => Number(/^([+-]?\d+)-/.exec(day)?.[1] ?? Number.NaN);
