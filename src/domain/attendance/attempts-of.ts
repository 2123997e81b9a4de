import type { Session } from "../timetable/session.ts";
import { type SessionWindow, windowHolds } from "../timetable/session-window.ts";
import type { Scan } from "./scan.ts";
import { isSighting } from "./sighting.ts";

/**
 * The sessions at which a scan is an attempt: the student was turned away there, or the device only claimed the name.
 * It marks nobody, and is told beside the mark. Going out is no attempt to come in, and what happens in another room
 * than the session's says nothing about it.
 *
 * @param expected the sessions in which this student is expected, in any order
 */
export function attemptsOf<S extends { readonly session: Session; readonly window: SessionWindow }>(
  scan: Scan & { readonly room: string },
  expected: readonly S[],
): readonly S[] {
  if (isSighting(scan) || scan.direction === "out") return [];
  const at = scan.occurredAt.epochMilliseconds;
  return expected.filter(
    ({ session, window }) => session.rooms.includes(scan.room) && windowHolds(window, at),
  );
}
