import type { SessionRow } from "../../../src/contract/http/sessions.ts";

/** The sessions of a day as they are looked for: what is on, what comes, what was. */
export interface ArrangedDay {
  /** Between start and end, or open for arrivals; not the cancelled. */
  readonly now: readonly SessionRow[];
  /** Those that start next, all at the same moment. */
  readonly next: readonly SessionRow[];
  readonly later: readonly SessionRow[];
  /** Over, or cancelled with their end passed; what needs a look first, then the latest. */
  readonly earlier: readonly SessionRow[];
}

/**
 * Arranges sessions by where they stand. A session that the server says is open is on now; one that has ended and
 * takes last scans is over for those who look for what is on.
 *
 * @param sessions by (start, id)
 * @param now epoch milliseconds
 */
export function arrangeDay(sessions: readonly SessionRow[], now: number): ArrangedDay {
  const over = (session: SessionRow): boolean => Date.parse(session.end) <= now;
  const on = (session: SessionRow): boolean =>
    !over(session) &&
    session.state !== "cancelled" &&
    (session.state === "open" || Date.parse(session.start) <= now);
  const ahead = sessions.filter((session) => !over(session) && !on(session));
  const first = ahead.find(({ state }) => state !== "cancelled")?.start;
  const next = ahead.filter(({ start, state }) => start === first && state !== "cancelled");
  return {
    now: sessions.filter(on),
    next,
    later: ahead.filter((session) => !next.includes(session)),
    earlier: sessions
      .filter(over)
      .toSorted(
        (a, b) =>
          Number(b.toLookAt > 0) - Number(a.toLookAt > 0) || Date.parse(b.start) - Date.parse(a.start),
      ),
  };
}
