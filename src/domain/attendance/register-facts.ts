import type { Temporal } from "temporal-polyfill";
import type { Session } from "../timetable/session.ts";
import type { SessionEvent } from "../timetable/session-state.ts";
import type { LeaveEffect } from "./leave.ts";
import type { CorrectedMark } from "./register-mark.ts";
import type { Scan } from "./scan.ts";

/** Something stored. Its seq grows with each fact, so that "before finality" means the same for ever. */
export interface Fact {
  readonly id: string;
  readonly seq: number;
}

/** A session is planned, moved, and lives. The latest plan is the one that holds. */
export type SessionFact = Fact & { readonly session: string } & (
    | { readonly kind: "planned"; readonly plan: Session }
    /** A person had a past session judged by another version of the policy. */
    | { readonly kind: "judged_by"; readonly policyVersion: number }
    | SessionEvent
  );

/** A student in a class, from (inclusive) to (exclusive), ISO dates. The latest revision of an enrolment holds. */
export interface EnrolmentFact extends Fact {
  readonly enrolment: string;
  readonly student: string;
  readonly class: string;
  readonly from: string;
  /** null while it lasts. */
  readonly to: string | null;
  /** When this revision was recorded. */
  readonly at: Temporal.Instant;
}

/** Leave as it was asked for or recorded. The latest revision of an absence holds, and only approved ones count. */
export interface AbsenceFact extends Fact {
  readonly absence: string;
  readonly student: string;
  readonly from: Temporal.Instant;
  /** Exclusive. */
  readonly to: Temporal.Instant;
  readonly effect: LeaveEffect;
  readonly state: "draft" | "submitted" | "approved" | "rejected" | "withdrawn";
}

/** A stored scan at a room. A later fact of the same scan joins it to another student, or puts it into another room. */
export interface ScanFact extends Fact {
  readonly scan: Scan;
  /** What a later fact says, the rest of it being as it was by then; left out for the scan itself. */
  readonly says?: "student" | "room" | undefined;
  /** null while its place is no room. */
  readonly room: string | null;
  /** null while its identity belongs to nobody. */
  readonly student: string | null;
}

/** A person's or an import's word about one mark; the latest holds. */
export type CorrectionFact = Fact & {
  readonly session: string;
  readonly student: string;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly role: string;
  readonly reason: string;
} & (
    | { readonly kind: "corrected"; readonly source: "manual" | "import"; readonly to: CorrectedMark }
    /** Back to what the facts conclude by themselves. */
    | { readonly kind: "released" }
  );

/** A room relies on a reader for a time, [from, to), and the reader does or does not report its health. */
export interface WatchFact extends Fact {
  readonly watch: string;
  readonly room: string;
  readonly reader: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
  readonly health: boolean;
}

/** A span in which a reader was blind, [from, to); the latest revision holds, an empty one takes it back. */
export interface BlindFact extends Fact {
  readonly blindness: string;
  readonly reader: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}

/** What a person made of a fact that came too late for a final session. */
export interface DecisionFact extends Fact {
  readonly session: string;
  /** The id of the fact. */
  readonly about: string;
  readonly verdict: "accepted" | "declined";
  readonly at: Temporal.Instant;
  readonly actor: string;
}

/** Everything that the marks of some sessions are folded from; each list in any order, repeats allowed. */
export interface RegisterFacts {
  readonly sessions: readonly SessionFact[];
  readonly enrolments: readonly EnrolmentFact[];
  readonly absences: readonly AbsenceFact[];
  readonly scans: readonly ScanFact[];
  readonly corrections: readonly CorrectionFact[];
  readonly watches: readonly WatchFact[];
  readonly blindness: readonly BlindFact[];
  readonly decisions: readonly DecisionFact[];
}

export const noFacts: RegisterFacts = {
  sessions: [],
  enrolments: [],
  absences: [],
  scans: [],
  corrections: [],
  watches: [],
  blindness: [],
  decisions: [],
};
