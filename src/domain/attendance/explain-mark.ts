import type { Policy } from "../policy/policy.ts";
import type { SessionState } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import type { Worth } from "./credit.ts";
import type { MarkStatus } from "./mark.ts";
import { markWorth, valuedMark } from "./mark-worth.ts";
import type { MarkFlag, MarkRule, RegisterMark } from "./register-mark.ts";

/** The steps of authority, the highest first. The first that applies settles the mark. */
export const authoritySteps = [
  "cancelled",
  "correction",
  "not_enrolled",
  "seen",
  "elsewhere",
  "leave",
  "clash",
  "needs_review",
  "unseen",
] as const;

export type AuthorityStep = (typeof authoritySteps)[number];

const stepOfRule: Readonly<Record<MarkRule, AuthorityStep>> = {
  cancelled: "cancelled",
  corrected: "correction",
  absent_by_word: "unseen",
  not_enrolled: "not_enrolled",
  seen_on_time: "seen",
  seen_late: "seen",
  seen_after_close: "seen",
  device_said_late: "seen",
  left_before_minimum: "seen",
  standing_device_word: "seen",
  approved_elsewhere: "elsewhere",
  on_leave: "leave",
  clash_with_attended: "clash",
  clash_with_absent: "clash",
  room_blind: "needs_review",
  no_health: "needs_review",
  nobody_seen: "needs_review",
  seen_in_earlier_session: "needs_review",
  unseen_in_watched_room: "unseen",
  unseen_and_register_taken: "unseen",
  unseen_in_standing_session: "unseen",
  not_yet_due: "unseen",
  open_and_unseen: "unseen",
  open_and_unwatched: "unseen",
};

/** Why a mark is what it is, and what it would have taken to be another: data from which a screen makes words. */
export interface MarkExplanation {
  readonly status: MarkStatus;
  readonly source: RegisterMark["source"];
  readonly rule: MarkRule;
  /** The step that settled it. */
  readonly step: AuthorityStep;
  /** The steps above it, none of which applied. */
  readonly passedOver: readonly AuthorityStep[];
  readonly judgedBy: number;
  readonly scans: readonly string[];
  readonly otherSession: string | null;
  readonly flags: readonly MarkFlag[];
  /** The bounds it was judged by, epoch milliseconds; leave that ended after the start moves the first two. */
  readonly bounds: {
    readonly opens: number;
    readonly onTimeUntil: number;
    readonly lateUntil: number;
    readonly end: number;
    readonly closes: number;
  };
  readonly sessionState: SessionState;
  /** What it is worth, and by which version of the policy. */
  readonly worth: Worth;
  readonly worthBy: number;
}

/**
 * Explains a mark.
 *
 * @param judgedUnder the window and the policy that judged it
 * @param valuedBy the policy by which its worth is told
 */
export function explainMark(
  entry: RegisterMark,
  judgedUnder: { readonly window: SessionWindow; readonly policy: Policy; readonly state: SessionState },
  valuedBy: Policy,
): MarkExplanation {
  const { window, policy, state } = judgedUnder;
  const step = stepOfRule[entry.why.rule];
  const from = entry.why.judgedFrom ?? window.start;
  const shifted = (bound: number, minutes: number): number =>
    from === window.start ? bound : Math.min(from + minutes * 60_000, window.end);
  return {
    status: entry.mark.status,
    source: entry.source,
    rule: entry.why.rule,
    step,
    passedOver: authoritySteps.slice(0, authoritySteps.indexOf(step)),
    judgedBy: entry.why.policyVersion,
    scans: entry.why.scans,
    otherSession: entry.why.otherSession,
    flags: entry.flags,
    bounds: {
      opens: window.opens,
      onTimeUntil: shifted(window.onTimeUntil, policy.onTimeGrace),
      lateUntil: shifted(window.lateUntil, policy.registerClose),
      end: window.end,
      closes: window.closes,
    },
    sessionState: state,
    worth: markWorth(
      valuedMark(entry),
      valuedBy,
      window.end - window.start,
      window.standing && state !== "scheduled",
    ),
    worthBy: valuedBy.version,
  };
}
