import type { MarkStatus } from "./mark.ts";

/** What a student may say that a mark should be. */
export const disputableStatuses = ["present", "late", "absent_authorised", "elsewhere"] as const;
export type DisputeClaim = (typeof disputableStatuses)[number];

export const disputeWords = ["raised", "withdrawn", "accepted", "declined", "taken_back"] as const;
export type DisputeWord = (typeof disputeWords)[number];

export const disputeStates = ["open", "withdrawn", "accepted", "declined"] as const;
export type DisputeState = (typeof disputeStates)[number];

/** What a word makes of a dispute; what is not named here may not be said. An answer is taken back, and given anew. */
const becomes: Readonly<Record<DisputeState, Partial<Readonly<Record<DisputeWord, DisputeState>>>>> = {
  open: { withdrawn: "withdrawn", accepted: "accepted", declined: "declined" },
  withdrawn: {},
  accepted: { taken_back: "open" },
  declined: { taken_back: "open" },
};

/** @returns the state after a word; null where it cannot be said now */
export const afterWord = (state: DisputeState, word: DisputeWord): DisputeState | null =>
  becomes[state][word] ?? null;

/** Whether there is anything to say of a mark: nothing is claimed of one that nobody made, or that says the same. */
export function mayClaim(status: MarkStatus, claimed: DisputeClaim): "yes" | "not_yet" | "same" {
  if (status === "expected") return "not_yet";
  return status === claimed ? "same" : "yes";
}
