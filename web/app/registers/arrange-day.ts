import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { isOnNow } from "./is-on-now.ts";
import { waitsForSignature } from "./where-it-stands.ts";

/** The sessions of a day as they are looked for: what is on, what comes, what was. */
export interface ArrangedDay {
  /** Between start and end; not the cancelled. */
  readonly now: readonly SessionRow[];
  /** Not begun, and already taking scans, or those that start next, all at the same moment. */
  readonly next: readonly SessionRow[];
  readonly later: readonly SessionRow[];
  /** Over, or cancelled with their end passed; what needs a person first, then the latest. */
  readonly earlier: readonly SessionRow[];
}

/**
 * Arranges sessions by where they stand: by their times alone, since a register opens before its session and closes
 * after it.
 *
 * @param sessions by (start, id)
 * @param now epoch milliseconds
 */
export function arrangeDay(sessions: readonly SessionRow[], now: number): ArrangedDay {
  const over = ({ end }: SessionRow): boolean => Date.parse(end) <= now;
  const on = (session: SessionRow): boolean => isOnNow(session, now);
  const ahead = sessions.filter((session) => !over(session) && !on(session));
  const first = ahead.find(({ state }) => state !== "cancelled")?.start;
  const next = ahead.filter(
    ({ start, state }) => state === "open" || (start === first && state !== "cancelled"),
  );
  const waits = (session: SessionRow): number =>
    Number(session.toLookAt > 0 || waitsForSignature(session, now));
  return {
    now: sessions.filter(on),
    next,
    later: ahead.filter((session) => !next.includes(session)),
    earlier: sessions
      .filter(over)
      .toSorted((a, b) => waits(b) - waits(a) || Date.parse(b.start) - Date.parse(a.start)),
  };
}
