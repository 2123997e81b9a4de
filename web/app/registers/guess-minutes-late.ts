import type { MarkView, SessionRow } from "../../../src/contract/http/sessions.ts";

const minuteMs = 60_000;

/**
 * How late somebody is whom a person marks late: by their first scan, else by now while the session is on. Counted
 * from the start and rounded up, as everywhere.
 *
 * @param now epoch milliseconds
 * @returns whole minutes, or null when neither tells
 */
export function guessMinutesLate(
  { firstSeen }: Pick<MarkView, "firstSeen">,
  { start, end }: Pick<SessionRow, "start" | "end">,
  now: number,
): number | null {
  const began = Date.parse(start);
  const came = firstSeen === null ? now : Date.parse(firstSeen);
  if (came <= began || came > Date.parse(end)) return null;
  return Math.ceil((came - began) / minuteMs);
}
