import type { AbsenceView } from "../../../src/contract/http/sessions.ts";

export type AbsenceState = AbsenceView["state"];
export type AbsenceStep = Exclude<AbsenceState, "draft">;

interface Step {
  readonly to: AbsenceStep;
  readonly word: string;
  readonly quick: readonly string[];
}

const approve: Step = {
  to: "approved",
  word: "Approve",
  quick: ["Evidence was seen", "By the rules of the institution"],
};
const reject: Step = { to: "rejected", word: "Reject", quick: ["No evidence", "Not a reason for leave"] };
const withdraw: Step = {
  to: "withdrawn",
  word: "Withdraw",
  quick: ["The student came after all", "Recorded by mistake"],
};

/** What can become of an absence next. */
export const stepsOf: Readonly<Record<AbsenceState, readonly Step[]>> = {
  draft: [{ to: "submitted", word: "Submit", quick: ["Complete"] }, approve, withdraw],
  submitted: [approve, reject, withdraw],
  approved: [reject, withdraw],
  rejected: [approve],
  withdrawn: [],
};
