import type { Temporal } from "temporal-polyfill";

/** What tells whether two meetings may be the same one under two keys. */
export interface MovableSession {
  /** Unique among those it is given with: the stored session's id, or the meeting's key. */
  readonly key: string;
  /** Of a class, whatever names it for both sides alike: its id, or its code. */
  readonly classes: readonly string[];
  readonly sort: string;
  /** In the same words on both sides. Empty where nobody says. */
  readonly staff: readonly string[];
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** IANA name. */
  readonly timeZone: string;
}

/** A stored session and the new meeting that it seems to have become. */
export interface MovedSession {
  /** The key of the one that vanished. */
  readonly from: string;
  /** The key of the one that appeared. */
  readonly to: string;
}

interface Candidate extends MovedSession {
  readonly distance: number;
  readonly start: number;
}

/**
 * Pairs sessions that a source holds no longer with meetings that it holds newly: a source that gives a meeting another
 * UID when it moves would otherwise end one session, with its marks, and begin another. Both must be of the same
 * classes and sort, in the same ISO week of their zones, with the same staff where both name any. One to one: the pair
 * that is nearest in time first, of equally near ones the earlier, then by keys; so the order they are given in
 * decides nothing.
 *
 * A guess all the same: what it finds is proposed to a person, never applied by itself.
 */
export function matchMovedSessions(
  vanished: readonly MovableSession[],
  appeared: readonly MovableSession[],
): readonly MovedSession[] {
  const byMeeting = new Map<string, MovableSession[]>();
  for (const session of appeared) {
    const meeting = meetingOf(session);
    const others = byMeeting.get(meeting);
    if (others) others.push(session);
    else byMeeting.set(meeting, [session]);
  }
  const candidates: Candidate[] = vanished.flatMap((from) =>
    (byMeeting.get(meetingOf(from)) ?? [])
      .filter((to) => sameStaff(from.staff, to.staff))
      .map((to) => ({
        from: from.key,
        to: to.key,
        distance:
          Math.abs(from.start.epochMilliseconds - to.start.epochMilliseconds) +
          Math.abs(from.end.epochMilliseconds - to.end.epochMilliseconds),
        start: from.start.epochMilliseconds,
      })),
  );
  candidates.sort(
    (a, b) =>
      a.distance - b.distance || a.start - b.start || compareText(a.from, b.from) || compareText(a.to, b.to),
  );
  const left = new Set<string>();
  const taken = new Set<string>();
  const moved: MovedSession[] = [];
  for (const { from, to } of candidates) {
    if (left.has(from) || taken.has(to)) continue;
    left.add(from);
    taken.add(to);
    moved.push({ from, to });
  }
  return moved;
}

/** The same text for all meetings that may be one another. */
function meetingOf({ classes, sort, start, timeZone }: MovableSession): string {
  const { yearOfWeek, weekOfYear } = start.toZonedDateTimeISO(timeZone);
  return JSON.stringify([[...classes].sort(), sort.trim().toLowerCase(), yearOfWeek, weekOfYear]);
}

/** A calendar that names no staff says nothing about them. */
function sameStaff(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
