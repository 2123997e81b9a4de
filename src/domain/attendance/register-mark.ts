import type { Temporal } from "temporal-polyfill";
import type { LeaveEffect } from "./leave.ts";
import type { Mark, MarkStatus } from "./mark.ts";

/** The rule that settled a mark, one code for each line of the rules. */
export type MarkRule =
  | "cancelled"
  | "corrected"
  | "absent_by_word"
  | "not_enrolled"
  | "seen_on_time"
  | "seen_late"
  | "seen_after_close"
  | "device_said_late"
  | "left_before_minimum"
  | "standing_device_word"
  | "approved_elsewhere"
  | "on_leave"
  | "clash_with_attended"
  | "clash_with_absent"
  | "room_blind"
  | "no_health"
  | "nobody_seen"
  | "seen_in_earlier_session"
  | "unseen_in_watched_room"
  | "unseen_and_register_taken"
  | "unseen_in_standing_session"
  | "not_yet_due"
  | "open_and_unseen"
  | "open_and_unwatched";

/** Something about a mark that a person should see, and that changes no credit. */
export type MarkFlag =
  | { readonly code: "wrong_room"; readonly scans: readonly string[] }
  | { readonly code: "possible_exit"; readonly scans: readonly string[] }
  | { readonly code: "seen_after_end"; readonly scans: readonly string[] }
  | { readonly code: "out_without_arrival"; readonly scans: readonly string[] }
  | { readonly code: "leave_and_seen"; readonly absence: string }
  /** The device said `late`, or under `trustDeviceLate` the clock would have said `present`. */
  | { readonly code: "device_disagrees"; readonly scan: string }
  | { readonly code: "first_seen_after_blindness"; readonly blindFrom: number }
  /** Scans that came after a correction conclude something else. */
  | { readonly code: "conflict"; readonly automatic: MarkStatus; readonly scans: readonly string[] };

/** Why a mark is what it is, as data: a screen finds the words. */
export interface Why {
  readonly rule: MarkRule;
  readonly policyVersion: number;
  /** The scans that the mark rests on, earliest first. */
  readonly scans: readonly string[];
  /** The other session that a clash or an earlier lesson points to; null for every other rule. */
  readonly otherSession: string | null;
  /** Epoch milliseconds from which lateness was counted; null where nothing was judged by the clock. */
  readonly judgedFrom: number | null;
  /** Who said it as they signed the register, as what, and when in epoch milliseconds; for `absent_by_word` alone. */
  readonly said?: { readonly by: string; readonly role: string | null; readonly at: number } | undefined;
}

/** What a person or an import may conclude. A person needs no scan, and may not know the minutes. */
export type CorrectedMark =
  | { readonly status: "present" }
  | { readonly status: "late"; readonly minutesLate: number | null }
  | { readonly status: "late_after_close"; readonly minutesLate: number | null }
  | { readonly status: "absent" }
  | { readonly status: "absent_authorised"; readonly absence: string | null }
  | { readonly status: "elsewhere"; readonly absence: string | null }
  | {
      readonly status: "left_early";
      readonly arrival: "present" | "late";
      readonly minutesLate: number | null;
      readonly minutesPresent: number | null;
    }
  | { readonly status: "not_possible"; readonly because: "corrected" };

interface Concluded {
  readonly why: Why;
  readonly flags: readonly MarkFlag[];
  readonly lastSeen: Temporal.Instant | null;
  /** How long the student was there within the planned times; null unless departures are tracked. */
  readonly presentMs: number | null;
  /** A leave under which the student was seen: the mark is never worth less than it. */
  readonly leave: { readonly absence: string; readonly effect: LeaveEffect } | null;
}

/** A mark in a register with everything that explains it. */
export type RegisterMark =
  | (Concluded & { readonly source: "automatic" | "leave"; readonly mark: Mark })
  | (Concluded & {
      readonly source: "manual" | "import";
      readonly mark: CorrectedMark;
      /** The id of the fact that says so: of a correction, or of a signature that said whom its signer did not see. */
      readonly correction: string;
    });

/** The statuses of somebody who was there. */
export function isAttended(status: MarkStatus): boolean {
  return (
    status === "present" || status === "late" || status === "late_after_close" || status === "left_early"
  );
}

/**
 * Whether two marks conclude the same, whatever the road to it: what a new revision is measured by. Seeing somebody once
 * more concludes nothing new; `isTheSame` tells of that as well.
 */
export function concludesTheSame(a: RegisterMark, b: RegisterMark): boolean {
  return (
    a === b ||
    (a.source === b.source &&
      isSameMark(a.mark, b.mark) &&
      (a.mark.status === "expected" || a.why.rule === b.why.rule) &&
      a.why.policyVersion === b.why.policyVersion &&
      a.presentMs === b.presentMs &&
      a.leave?.absence === b.leave?.absence &&
      a.leave?.effect === b.leave?.effect &&
      correctionOf(a) === correctionOf(b) &&
      isSameList(a.flags, b.flags, saidByFlag))
  );
}

/** Whether two marks conclude the same and rest on the same: nothing at all is to be stored. */
export function isTheSame(a: RegisterMark, b: RegisterMark): boolean {
  return a === b || (concludesTheSame(a, b) && restsOnTheSame(a, b));
}

/** What a mark concludes, without the scan by which it does. Each is compared by itself: this is asked for every scan. */
function isSameMark(a: RegisterMark["mark"], b: RegisterMark["mark"]): boolean {
  return (
    a.status === b.status &&
    ("because" in a ? a.because : null) === ("because" in b ? b.because : null) &&
    ("minutesLate" in a ? a.minutesLate : null) === ("minutesLate" in b ? b.minutesLate : null) &&
    ("minutesPresent" in a ? a.minutesPresent : null) === ("minutesPresent" in b ? b.minutesPresent : null) &&
    ("arrival" in a ? a.arrival : null) === ("arrival" in b ? b.arrival : null) &&
    ("absence" in a ? a.absence : null) === ("absence" in b ? b.absence : null)
  );
}

const correctionOf = (entry: RegisterMark): string | null =>
  "correction" in entry ? entry.correction : null;

/** What a flag tells, without the scans that it tells it by. */
function saidByFlag(flag: MarkFlag): unknown {
  switch (flag.code) {
    case "leave_and_seen":
      return [flag.code, flag.absence];
    case "conflict":
      return [flag.code, flag.automatic];
    case "first_seen_after_blindness":
      return [flag.code, flag.blindFrom];
    case "wrong_room":
    case "possible_exit":
    case "seen_after_end":
    case "out_without_arrival":
    case "device_disagrees":
      return [flag.code];
  }
}

function restsOnTheSame(a: RegisterMark, b: RegisterMark): boolean {
  return (
    msOf("firstSeen" in a.mark ? a.mark.firstSeen : null) ===
      msOf("firstSeen" in b.mark ? b.mark.firstSeen : null) &&
    ("scan" in a.mark ? a.mark.scan : null) === ("scan" in b.mark ? b.mark.scan : null) &&
    msOf(a.lastSeen) === msOf(b.lastSeen) &&
    a.why.otherSession === b.why.otherSession &&
    a.why.judgedFrom === b.why.judgedFrom &&
    isSameList(a.why.scans, b.why.scans, (scan) => scan) &&
    isSameList(a.flags, b.flags, (flag) => flag)
  );
}

const msOf = (instant: Temporal.Instant | null): number | null => instant?.epochMilliseconds ?? null;

function isSameList<T>(a: readonly T[], b: readonly T[], said: (value: T) => unknown): boolean {
  if (a.length !== b.length) return false;
  // Nearly always there is nothing in either.
  return a === b || a.length === 0 || JSON.stringify(a.map(said)) === JSON.stringify(b.map(said));
}
