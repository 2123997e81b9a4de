/**
 * A date so many days later, or earlier. Dates without a time have no zone: each is 24 hours of UTC after the other.
 *
 * @param day YYYY-MM-DD
 */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
