import type { Policy } from "../policy/policy.ts";
import { compareSessions, type Session } from "../timetable/session.ts";
import { type SessionWindow, windowHolds } from "../timetable/session-window.ts";
import type { Scan } from "./scan.ts";
import { isSighting } from "./sighting.ts";

/** A session in which the student is expected. */
export interface ExpectedSession {
  readonly session: Session;
  readonly window: SessionWindow;
  /** What the policy that judges the session makes of a scan in another room. */
  readonly wrongRoom: Policy["wrongRoom"];
}

/** A scan as evidence for one session. */
export interface Evidence {
  readonly scan: Scan;
  /** `flagged`: in another room, so it marks nobody; `accepted`: in another room, and it counts all the same. */
  readonly place: "in_room" | "accepted" | "flagged";
  /**
   * true when an earlier session in the same room claims the scan as well and this one has not begun: the person
   * may have been leaving.
   */
  readonly shared: boolean;
}

export interface SessionMatch {
  readonly session: Session;
  readonly evidence: Evidence;
}

/** What a scan is evidence for. */
export type ScanMatch =
  | { readonly kind: "sessions"; readonly matches: readonly SessionMatch[] }
  /** Expected nowhere at that time. */
  | { readonly kind: "visitor" }
  | {
      readonly kind: "nothing";
      readonly because: "not_identified" | "denied" | "departure" | "wrong_room" | "remote";
    };

/**
 * The sessions that a scan of a student is evidence for.
 *
 * Those in which the student is expected and whose window holds the scan; one in the scan's room wins. Where two
 * windows in one room overlap, a scan before the earlier session's end is evidence for both, and one from then on
 * for the later alone: many clocks tell only minutes, and who comes at ten sharp comes for the lesson at ten. Going out concerns only sessions in that room and never a wrong one. A standing session is
 * about its own room and knows no wrong ones: its window is the whole day, in which a student goes to many rooms. It
 * bears on no timetabled session, and none on it: being seen in the own form room is no excuse in a lecture.
 *
 * @param expected the sessions in which this student is expected, in any order
 */
export function matchScan(
  scan: Scan & { readonly room: string },
  expected: readonly ExpectedSession[],
): ScanMatch {
  if (!scan.identified) return { kind: "nothing", because: "not_identified" };
  if (!isSighting(scan)) return { kind: "nothing", because: "denied" };
  const at = scan.occurredAt.epochMilliseconds;
  const then = expected.filter(({ window }) => windowHolds(window, at));
  const standing = then.filter(({ session, window }) => window.standing && session.rooms.includes(scan.room));
  const matches: SessionMatch[] = standing.map(({ session }) => ({
    session,
    evidence: { scan, place: "in_room", shared: false },
  }));
  const timetabled = matchTimetabled(
    scan,
    then.filter(({ window }) => !window.standing),
  );
  if (timetabled.kind !== "sessions") {
    return matches.length > 0 ? { kind: "sessions", matches } : timetabled;
  }
  return { kind: "sessions", matches: [...matches, ...timetabled.matches] };
}

function matchTimetabled(
  scan: Scan & { readonly room: string },
  then: readonly ExpectedSession[],
): ScanMatch {
  const at = scan.occurredAt.epochMilliseconds;
  const inRoom = then.filter(({ session }) => session.rooms.includes(scan.room));
  if (inRoom.length > 0) return { kind: "sessions", matches: matchesInRoom(scan, at, inRoom) };

  const elsewhere = then.filter(({ session }) => session.rooms.length > 0);
  if (elsewhere.length === 0) {
    return then.length > 0 ? { kind: "nothing", because: "remote" } : { kind: "visitor" };
  }
  if (scan.direction === "out") return { kind: "nothing", because: "departure" };
  const matches: SessionMatch[] = [];
  for (const { session, wrongRoom } of elsewhere) {
    if (wrongRoom === "ignore") continue;
    const place = wrongRoom === "accept" ? "accepted" : "flagged";
    matches.push({ session, evidence: { scan, place, shared: false } });
  }
  return matches.length > 0 ? { kind: "sessions", matches } : { kind: "nothing", because: "wrong_room" };
}

function matchesInRoom(scan: Scan, at: number, inRoom: readonly ExpectedSession[]): SessionMatch[] {
  const matches: SessionMatch[] = [];
  for (const { session, window } of inRoom) {
    let shared = false;
    let left = false;
    for (const other of inRoom) {
      if (other.session.id === session.id) continue;
      if (compareSessions(other.session, session) < 0) {
        if (other.window.start < window.start && at < other.window.end && at < window.start) shared = true;
      } else if (at >= window.end && other.window.end > window.end) {
        left = true;
      }
    }
    if (!left) matches.push({ session, evidence: { scan, place: "in_room", shared } });
  }
  return matches;
}
