import type { Stand } from "../../../src/domain/attendance/stand-of-session.ts";
import type { SessionState } from "../../../src/domain/timetable/session-state.ts";

/** How many of those expected are not here, by what is known of them: with those who are here it is everybody. */
export function standWords(stand: Stand, state: SessionState): readonly { words: string; unsure: boolean }[] {
  const open = state === "scheduled" || state === "open";
  const parts = [
    [stand.missing, open ? "not seen" : "absent", false],
    [stand.cannotBeKnown, "cannot be known", true],
    [stand.toReview, stand.toReview === 1 ? "needs review" : "need review", true],
    [stand.toCome, "may still come", false],
    [stand.away, "excused", false],
    [stand.notCounted, "not possible", false],
  ] as const;
  return parts.flatMap(([n, words, unsure]) => (n > 0 ? [{ words: `${n} ${words}`, unsure }] : []));
}
