import { ClockAlert, FileCheck, type LucideIcon } from "lucide-react";
import type { CorrectionRequest, MarkView } from "../../../src/contract/http/sessions.ts";
import { markLooks } from "../../ui/looks.ts";

export type Correction = CorrectionRequest["to"];
export type CorrectionStatus = Correction["status"];

/** The way to each correction that has a key; Shift and the key ask for a reason anew. */
export const correctionKeys: Readonly<Record<string, CorrectionStatus>> = {
  p: "present",
  l: "late",
  a: "absent",
  e: "absent_authorised",
  r: "automatic",
};

/** What a correction is called where it is chosen. */
export const correctionWords: Readonly<Record<CorrectionStatus, string>> = {
  present: "Present",
  late: "Late",
  late_after_close: "Late, after close",
  absent: "Absent",
  absent_authorised: "Excused",
  elsewhere: "Elsewhere, approved",
  not_possible: "Not possible",
  automatic: "Automatic",
};

/** Reasons that lecturers give again and again, the likeliest first. */
export const quickReasons: Readonly<Record<CorrectionStatus, readonly string[]>> = {
  present: ["Seen in the room", "Face was not recognised", "The device was not working"],
  late: ["Came late, seen in the room", "Public transport", "Came from another session"],
  late_after_close: ["Came after the register closed", "Came from another session"],
  absent: ["Not in the room", "Left at once", "Somebody else scanned for them"],
  absent_authorised: ["Told beforehand", "Illness", "Official duty"],
  elsewhere: ["Placement or excursion", "Represents the institution", "Examination elsewhere"],
  not_possible: ["Two sessions at once", "Could not take part"],
  automatic: ["Marked by mistake", "The scans are right"],
};

interface Choice {
  readonly status: CorrectionStatus;
  readonly letter: string;
  readonly icon: LucideIcon;
}

/** The four that stand beside each student. */
export const quickChoices: readonly Choice[] = [
  { status: "present", letter: "P", icon: markLooks.present.icon },
  { status: "late", letter: "L", icon: markLooks.late.icon },
  { status: "absent", letter: "A", icon: markLooks.absent.icon },
  { status: "absent_authorised", letter: "E", icon: FileCheck },
];

/** The rest of them, in the panel of a mark. */
export const rarerChoices: readonly Choice[] = [
  { status: "late_after_close", letter: "", icon: ClockAlert },
  { status: "elsewhere", letter: "", icon: markLooks.elsewhere.icon },
  { status: "not_possible", letter: "", icon: markLooks.not_possible.icon },
];

/**
 * Those of some marks that are released to what the facts conclude: what a person or an import said of them. What a signer
 * said of those whom no reader could have seen stands and falls with the signature.
 */
export const releasable = <Mark extends Pick<MarkView, "word">>(marks: readonly Mark[]): readonly Mark[] =>
  marks.filter(({ word }) => word === "correction");

/** @param minutesLate null where nobody counts them; kept by the statuses that have them */
export function correctionOf(status: CorrectionStatus, minutesLate: number | null): Correction {
  return status === "late" || status === "late_after_close" ? { status, minutesLate } : { status };
}

/**
 * What takes a mark back to what it was before: a person's correction to that one, anything else, a signer's word among
 * it, to what the facts conclude by themselves.
 */
export function correctionBack({ status, word, minutesLate }: MarkView): Correction {
  if (word !== "correction") return { status: "automatic" };
  switch (status) {
    case "present":
    case "absent":
    case "absent_authorised":
    case "elsewhere":
    case "not_possible":
    case "late":
    case "late_after_close":
      return correctionOf(status, minutesLate);
    case "expected":
    case "not_seen":
    case "left_early":
    case "cannot_be_known":
    case "needs_review":
      return { status: "automatic" };
  }
}
