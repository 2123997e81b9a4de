import type { Temporal } from "temporal-polyfill";
import type { SessionState } from "../timetable/session-state.ts";
import type { CorrectedMark, RegisterMark } from "./register-mark.ts";

/** Who wants to write what, and why. */
export interface WantedCorrection {
  /** `released` goes back to what the facts conclude by themselves. */
  readonly to: CorrectedMark | "released";
  readonly actor: string;
  /** As what the person writes; an import writes as an import. */
  readonly role: string;
  readonly source: "manual" | "import";
  readonly reason: string;
  readonly at: Temporal.Instant;
}

/** What the correction is about. */
export interface CorrectionContext {
  readonly session: string;
  readonly student: string;
  readonly state: SessionState;
  /** The mark that the person saw; null when the student has none in this session. */
  readonly before: RegisterMark | null;
}

export type CorrectionRefusal =
  | { readonly code: "session_final"; readonly session: string }
  | { readonly code: "session_cancelled"; readonly session: string }
  | { readonly code: "session_not_open"; readonly session: string }
  | { readonly code: "no_such_mark"; readonly student: string }
  | { readonly code: "actor_missing" }
  | { readonly code: "role_missing" }
  | { readonly code: "reason_missing" }
  | { readonly code: "minutes_invalid" }
  | { readonly code: "nothing_to_release" };

/** A revision by a person: everything that must be kept of it. */
export interface AcceptedCorrection extends Omit<WantedCorrection, "to"> {
  readonly session: string;
  readonly student: string;
  readonly to: CorrectedMark | "released";
  readonly before: RegisterMark;
}

/**
 * Whether a correction may be written, by somebody who has the right to. It needs an actor, a role and a reason, and a session that is neither
 * final (it has to be reopened first) nor cancelled. Before a session opens only what can be known ahead may be
 * written: nobody was present or absent yet.
 */
export function correctMark(
  request: WantedCorrection,
  context: CorrectionContext,
): { readonly accepted: AcceptedCorrection } | { readonly refused: CorrectionRefusal } {
  const { session, student, state, before } = context;
  if (request.actor.trim() === "") return refuse({ code: "actor_missing" });
  if (request.role.trim() === "") return refuse({ code: "role_missing" });
  if (request.reason.trim() === "") return refuse({ code: "reason_missing" });
  if (state === "final") return refuse({ code: "session_final", session });
  if (state === "cancelled") return refuse({ code: "session_cancelled", session });
  if (before === null) return refuse({ code: "no_such_mark", student });
  const { to } = request;
  if (to === "released") {
    // What a signer said of those whom no reader saw is taken back with the signature.
    if (before.why.rule !== "corrected") return refuse({ code: "nothing_to_release" });
  } else {
    if (state === "scheduled" && !mayBeKnownAhead(to)) return refuse({ code: "session_not_open", session });
    if (!hasValidMinutes(to)) return refuse({ code: "minutes_invalid" });
  }
  return { accepted: { ...request, session, student, before } };
}

function mayBeKnownAhead({ status }: CorrectedMark): boolean {
  return status === "absent_authorised" || status === "elsewhere" || status === "not_possible";
}

function hasValidMinutes(mark: CorrectedMark): boolean {
  const minutes = [
    "minutesLate" in mark ? mark.minutesLate : null,
    "minutesPresent" in mark ? mark.minutesPresent : null,
  ];
  return minutes.every((value) => value === null || (Number.isSafeInteger(value) && value >= 0));
}

const refuse = (refused: CorrectionRefusal): { readonly refused: CorrectionRefusal } => ({ refused });
