import type { Temporal } from "temporal-polyfill";
import type { CorrectionRefusal } from "../../domain/attendance/correct-mark.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import type { AbsenceState } from "./sessions-reading.ts";

/** What a person may do to a session. */
export type SessionDeed =
  | "sign_off"
  | "unsign"
  | "reopen"
  | "cancel"
  | "restore"
  | "move"
  | "add_student"
  | "decide_proposal";

/** Why a person's word about a session was not written. Nothing of a refused request is. */
export type SessionRefusal =
  | CorrectionRefusal
  | { readonly code: "no_such_session"; readonly session: string }
  | { readonly code: "mark_changed"; readonly student: string; readonly revision: number }
  | { readonly code: "wrong_state"; readonly deed: SessionDeed; readonly state: SessionState }
  | {
      readonly code: "unknown";
      readonly thing: "room" | "class" | "staff" | "student" | "absence";
      readonly field: string;
      readonly value: string;
      /** What may have been meant. */
      readonly near?: string;
    }
  | { readonly code: "class_needed"; readonly field: string; readonly classes: number }
  /** A signature that says nothing of those of whom it cannot be known whether they came. */
  | { readonly code: "unseen_unsaid"; readonly students: number }
  /** A signature that speaks of others than those of whom it cannot be known by now: so many were shown to the signer. */
  | { readonly code: "register_changed"; readonly shown: number; readonly students: number }
  | { readonly code: "already_expected"; readonly student: string }
  /** Message, with its remedy, follows the id. */
  | { readonly code: "doubtful_id"; readonly field: string; readonly value: string; readonly message: string }
  /** The id is somebody's of another name. */
  | {
      readonly code: "another_name";
      readonly student: string;
      readonly known: string;
      readonly told: string;
    }
  /** It is of a whole day on which its class stands, and has no other time. */
  | { readonly code: "standing_day"; readonly day: string }
  | { readonly code: "ends_before_start"; readonly field: string; readonly value: string }
  | { readonly code: "too_long"; readonly field: string; readonly value: string }
  /** Message and remedy follow the day. */
  | {
      readonly code: "impossible_year";
      readonly field: string;
      readonly value: string;
      readonly message: string;
      readonly remedy: string;
    }
  /** One of the classes meets then already, in so many sessions more than this one. */
  | {
      readonly code: "session_there";
      readonly session: string;
      readonly title: string;
      readonly start: Temporal.Instant;
      readonly end: Temporal.Instant;
      readonly timeZone: string;
      readonly more: number;
    }
  /** Of the times that are asked for, this one begins before another has ended. */
  | { readonly code: "times_overlap"; readonly start: Temporal.Instant; readonly end: Temporal.Instant }
  /** An import is being written, which rests on when and where sessions are. */
  | { readonly code: "import_applying" }
  | { readonly code: "nothing_to_undo"; readonly student: string }
  | { readonly code: "not_proposed"; readonly fact: string }
  | { readonly code: "absence_state"; readonly from: AbsenceState; readonly to: AbsenceState };

/** What came of a person's word. */
export type SessionOutcome<T> = { readonly done: T } | { readonly refused: readonly SessionRefusal[] };

export function refuseSession(...refused: readonly SessionRefusal[]): {
  readonly refused: readonly SessionRefusal[];
} {
  return { refused };
}
