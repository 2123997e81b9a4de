import type { Span } from "../../domain/timetable/standing-session.ts";

/** What happened to sessions that were taken for settled. */
export interface SettledChanges {
  /** Every change up to this number is in it. */
  readonly upTo: number;
  /** Sessions that the clock may change again, or that were planned for a time that has begun. By store id. */
  readonly opened: readonly string[];
  /** Store ids of the students of whom other sessions than the open ones count otherwise. */
  readonly students: readonly string[];
}

/** Which sessions time itself still changes, and what else changes the others. */
export interface SettledSessions {
  /**
   * The sessions of a span that a day touches, and those before the day that no clock has closed yet.
   *
   * @returns with the number of the last change before that
   */
  openIn(span: Span, day: Span): Promise<{ readonly open: readonly string[]; readonly seq: number }>;
  /**
   * @param open the sessions that are left out, by store id
   * @param most students
   * @returns null where more students changed, or where who is enrolled did
   */
  changedSince(seq: number, open: readonly string[], day: Span, most: number): Promise<SettledChanges | null>;
}
