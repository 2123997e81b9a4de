import type { StudentCalendar } from "../../../src/contract/http/figures.ts";

/** The sessions that start within [from, to), RFC 3339: those that leave of that stretch covers. */
export function startingWithin(
  sessions: StudentCalendar["sessions"],
  from: string,
  to: string,
): StudentCalendar["sessions"] {
  const [begins, ends] = [Date.parse(from), Date.parse(to)];
  return sessions.filter(({ session }) => {
    const start = Date.parse(session.start);
    return begins <= start && start < ends;
  });
}
