/** Days by which systems write that something has no end: `9999-12-31`, and the last days of centuries, or those after. */
const openEnds = /^(?:9999-\d{2}-\d{2}|2[09]99-12-31|2100-01-01|3000-01-01)$/;

/** What is said of such a day: message and remedy. */
export const openEndTaken = [
  "is taken for no end: it lasts",
  "leave it empty for one that lasts, or give its last day",
] as const;

/**
 * Whether a day stands for no end.
 *
 * @param day ISO date
 */
export function isOpenEnd(day: string): boolean {
  return openEnds.test(day);
}
