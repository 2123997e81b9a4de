import { CircleCheck, CircleSlash, CircleX, Hourglass, PencilLine } from "lucide-react";
import type { AbsenceView } from "../../../src/contract/http/sessions.ts";
import type { Look } from "../../ui/looks.ts";

/** Where an absence stands. */
export const absenceLooks: Readonly<Record<AbsenceView["state"], Look>> = {
  draft: { word: "Draft", icon: PencilLine, tone: "quiet" },
  submitted: { word: "Waiting", icon: Hourglass, tone: "late" },
  approved: { word: "Approved", icon: CircleCheck, tone: "good" },
  rejected: { word: "Rejected", icon: CircleX, tone: "denied" },
  withdrawn: { word: "Withdrawn", icon: CircleSlash, tone: "quiet" },
};

export const effectWords: Readonly<Record<AbsenceView["effect"], string>> = {
  authorised: "Authorised absence",
  elsewhere: "Approved activity elsewhere",
};
