import type { CorrectionStatus } from "./correction.ts";
import type { SessionState } from "./session-looks.ts";

const all: readonly CorrectionStatus[] = [
  "present",
  "late",
  "late_after_close",
  "absent",
  "absent_authorised",
  "elsewhere",
  "not_possible",
  "automatic",
];
/** What can be known of somebody before anything has begun. */
const ahead: readonly CorrectionStatus[] = ["absent_authorised", "elsewhere", "not_possible", "automatic"];
const none: readonly CorrectionStatus[] = [];

/**
 * What a person may make of marks while a session is in a state: nothing in a final register, which has to be
 * reopened first, nor in a cancelled one, which has to be restored.
 */
export function correctionsIn(state: SessionState): readonly CorrectionStatus[] {
  if (state === "final" || state === "cancelled") return none;
  return state === "scheduled" ? ahead : all;
}
