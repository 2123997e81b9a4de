import type { Policy } from "../policy/policy.ts";
import type { SessionState } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { cannotBeKnown, type UnseenTimes } from "./cannot-be-known.ts";
import { type MarkStatus, markStatuses } from "./mark.ts";
import { shownStatus } from "./shown-status.ts";
import { unstoredStatus } from "./unstored-status.ts";

/** How the seats of a session, or of several, stand at an instant. All parts but `late` add up to `expected`. */
export interface Stand {
  readonly expected: number;
  /** Seen, those who came late among them. */
  readonly here: number;
  readonly late: number;
  /** Not seen by a reader that would have seen them, or absent. */
  readonly missing: number;
  /** Not seen while the reader could not have seen them. */
  readonly cannotBeKnown: number;
  readonly toReview: number;
  /** On leave, or at an approved activity elsewhere. */
  readonly away: number;
  /** Nobody need have come yet. */
  readonly toCome: number;
  readonly notCounted: number;
}

/** The seats of a session: by the status that is stored, and those of which nothing is. */
export interface SeatsByStatus {
  readonly counts: Partial<Record<MarkStatus, number>>;
  readonly unstored: number;
}

export const nobodyExpected: Stand = {
  expected: 0,
  here: 0,
  late: 0,
  missing: 0,
  cannotBeKnown: 0,
  toReview: 0,
  away: 0,
  toCome: 0,
  notCounted: 0,
};

type Part = Exclude<keyof Stand, "expected" | "late">;

const partOf: Readonly<Record<MarkStatus, Part>> = {
  expected: "toCome",
  present: "here",
  late: "here",
  late_after_close: "here",
  left_early: "here",
  not_seen: "missing",
  cannot_be_known: "cannotBeKnown",
  absent: "missing",
  absent_authorised: "away",
  elsewhere: "away",
  not_possible: "notCounted",
  needs_review: "toReview",
};

/**
 * How a session's seats stand; nobody is expected in one that is cancelled. Whoever was not seen while a reader of its rooms was blind is not missing: that cannot be
 * known, by the rule that judges the session when it closes (`watchOf`), taken over the time up to now.
 *
 * @param session with when the readers of its rooms could not have seen who came
 * @param now epoch milliseconds
 */
export function standOf(
  seats: SeatsByStatus,
  session: {
    readonly state: SessionState;
    readonly window: SessionWindow;
  } & UnseenTimes,
  policy: Pick<Policy, "maxBlindPct">,
  now: number,
): Stand {
  const { state, window } = session;
  if (state === "cancelled") return nobodyExpected;
  const stand: { -readonly [part in keyof Stand]: number } = { ...nobodyExpected };
  const add = (status: MarkStatus, n: number): void => {
    stand.expected += n;
    const part = partOf[status];
    stand[part] += n;
    if (part === "here" && (status === "late" || status === "late_after_close")) stand.late += n;
  };
  const unknowable = state === "open" && cannotBeKnown(window, session, policy, now);
  const clock = unstoredStatus(state, window, now, unknowable);
  for (const status of markStatuses) {
    const n = seats.counts[status] ?? 0;
    if (n > 0) add(shownStatus(status, clock), n);
  }
  if (seats.unstored > 0) add(clock, seats.unstored);
  return stand;
}

/** Both together. */
export function addStands(a: Stand, b: Stand): Stand {
  return {
    expected: a.expected + b.expected,
    here: a.here + b.here,
    late: a.late + b.late,
    missing: a.missing + b.missing,
    cannotBeKnown: a.cannotBeKnown + b.cannotBeKnown,
    toReview: a.toReview + b.toReview,
    away: a.away + b.away,
    toCome: a.toCome + b.toCome,
    notCounted: a.notCounted + b.notCounted,
  };
}
