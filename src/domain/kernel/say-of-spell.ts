/**
 * A time in words: `from 09:10 to 09:25`, `from 09:10 on` while it lasts; of one that begins and ends in the same minute
 * its minute.
 *
 * @param from how its beginning is told
 * @param to how its end is told; null while it lasts
 */
export function sayOfSpell(from: string, to: string | null): string {
  if (to === null) return `from ${from} on`;
  return from === to ? `for less than a minute at ${from}` : `from ${from} to ${to}`;
}
