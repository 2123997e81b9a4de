import { CircleCheck, CircleSlash, CircleX, Hourglass } from "lucide-react";
import type { DisputeView } from "../../../src/contract/http/disputes.ts";
import type { Look } from "../../ui/looks.ts";

/** What a student may say that a mark should be, as it is chosen. */
export const claimWords: Readonly<Record<DisputeView["claimed"], string>> = {
  present: "I was there",
  late: "I came late",
  absent_authorised: "I was excused",
  elsewhere: "I was at something approved",
};

/** The same as it is told of somebody. */
export const claimedWords: Readonly<Record<DisputeView["claimed"], string>> = {
  present: "Present",
  late: "Late",
  absent_authorised: "Excused",
  elsewhere: "Elsewhere, approved",
};

export const disputeLooks: Readonly<Record<DisputeView["state"], Look>> = {
  open: { word: "Waits for an answer", icon: Hourglass, tone: "late" },
  accepted: { word: "Accepted", icon: CircleCheck, tone: "good" },
  declined: { word: "Declined", icon: CircleX, tone: "denied" },
  withdrawn: { word: "Withdrawn", icon: CircleSlash, tone: "quiet" },
};

export const saidWords: Readonly<Record<DisputeView["said"][number]["word"], string>> = {
  raised: "Said to be wrong",
  withdrawn: "Withdrawn",
  accepted: "Accepted, and the mark corrected",
  declined: "Declined",
  taken_back: "The answer was taken back",
};
