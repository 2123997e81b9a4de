import { compareSessions, overlaps, type Session } from "../timetable/session.ts";
import { isAttended, type RegisterMark } from "./register-mark.ts";

/** A student's mark in one session. */
export interface MarkedSession {
  readonly session: Session;
  readonly entry: RegisterMark;
  /** true for a mark of a final session: it has its effect on others, and none has an effect on it. */
  readonly fixed: boolean;
}

/**
 * Settles what one student's overlapping sessions do to each other: nobody can be in two rooms at once.
 *
 * A required session that was not attended is not possible when an attended required one overlaps it, or when
 * one that comes first by (start, id) and overlaps it is already absent: one hour missed is missed once. Where
 * both were attended, both count. Corrections and leave stand, since they outrank a clash; standing sessions last
 * all day and clash with nothing.
 *
 * @returns the same sessions by (start, id)
 */
export function settleClashes(marked: readonly MarkedSession[]): readonly MarkedSession[] {
  if (marked.length < 2) return marked;
  const sorted = [...marked].sort((a, b) => compareSessions(a.session, b.session));
  const settled: MarkedSession[] = [];
  for (const own of sorted) {
    const { entry } = own;
    if (own.fixed || !canClash(own.session) || !isUnattended(entry)) {
      settled.push(own);
      continue;
    }
    const rival = (other: MarkedSession): boolean =>
      other.session.id !== own.session.id && canClash(other.session) && overlaps(other.session, own.session);
    const attended = sorted.find((other) => isAttended(other.entry.mark.status) && rival(other));
    if (attended) {
      settled.push(clashing(own, attended.session.id, "clash_with_attended"));
      continue;
    }
    const missed =
      entry.mark.status === "not_seen" || entry.mark.status === "cannot_be_known"
        ? undefined // Still open: the student may yet come to this one.
        : settled.find((other) => other.entry.mark.status === "absent" && rival(other));
    settled.push(missed ? clashing(own, missed.session.id, "clash_with_absent") : own);
  }
  return settled;
}

function canClash(session: Session): boolean {
  return session.required && session.kind === "timetabled";
}

function isUnattended({ source, mark: { status }, why }: RegisterMark): boolean {
  return (
    // Whoever looked saw that they were not there, and not where they were.
    (source === "automatic" || why.rule === "absent_by_word") &&
    (status === "absent" ||
      status === "needs_review" ||
      status === "not_seen" ||
      status === "cannot_be_known")
  );
}

function clashing(
  { session, entry, fixed }: MarkedSession,
  otherSession: string,
  rule: "clash_with_attended" | "clash_with_absent",
): MarkedSession {
  return {
    session,
    fixed,
    entry: {
      source: "automatic",
      mark: { status: "not_possible", because: "clash" },
      why: { rule, policyVersion: entry.why.policyVersion, scans: [], otherSession, judgedFrom: null },
      flags: entry.flags,
      lastSeen: entry.lastSeen,
      presentMs: null,
      leave: null,
    },
  };
}
