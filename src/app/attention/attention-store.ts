import type { Temporal } from "temporal-polyfill";
import type { AlertView } from "../../contract/http/alerts.ts";
import type { Author } from "../actor.ts";
import type { ChangedStudents } from "../students/changed-students.ts";
import type { KeptRule } from "./attention-rules.ts";
import type { AlertEvidence } from "./evidence.ts";

/** A version of the rules as it was stored. */
export interface RulesVersion {
  readonly version: number;
  readonly rules: readonly KeptRule[];
  readonly at: Temporal.Instant;
  readonly actor: string;
}

/** How far the review has got. */
export interface ReviewState {
  /** Every change up to here has been looked at. */
  readonly seq: number;
  /** What everybody was last looked at for. */
  readonly sweep: string;
  /** The last student of a sweep that goes on; null when everybody has been looked at. */
  readonly sweepAfter: string | null;
}

/** An alert that is open. */
export interface OpenAlert {
  readonly id: string;
  /** Store id of the student. */
  readonly student: string;
  readonly rule: KeptRule;
  readonly evidence: AlertEvidence;
}

export interface NewAlert extends OpenAlert {
  readonly because: string;
}

export interface Retraction {
  readonly alert: string;
  readonly because: string;
  /** null where no figure took the alert back, but a rule or an enrolment that ended. */
  readonly evidence: AlertEvidence | null;
}

/** What a review of some students changes, stored all at once or not at all. */
export interface ReviewedBatch {
  readonly opened: readonly NewAlert[];
  readonly retracted: readonly Retraction[];
  /** Where the review is after it; null while there is more to do of what this batch is part of. */
  readonly state: ReviewState | null;
  readonly at: Temporal.Instant;
  readonly actor: Author;
}

export interface AlertFilter {
  readonly state: "open" | "retracted" | "all";
  /** Student id. */
  readonly student?: string | undefined;
  /** Code of a class that the student is in on `day`. */
  readonly class?: string | undefined;
  /** ISO local day. */
  readonly day: string;
}

/** An alert as lists find and order it. */
export interface AlertHead {
  readonly id: string;
  /** Store id of the student. */
  readonly student: string;
  /** Id of the rule. */
  readonly rule: string;
  /** By it alerts stand in the order in which they opened. */
  readonly seq: number;
  /** true once somebody looks after it. */
  readonly taken: boolean;
}

export type AcknowledgeOutcome = "acknowledged" | "unknown" | "retracted" | "acknowledged_before";

/** Who said that somebody looks after an alert, and who does. */
export interface TakenBy {
  readonly at: Temporal.Instant;
  readonly actor: Author;
  /** '' for the one who said so. */
  readonly owner: string;
  readonly note: string;
}

/** Rules, alerts and their review. */
export interface AttentionStore extends ChangedStudents {
  /** The newest version; null where none was ever stored. */
  rules(): Promise<RulesVersion | null>;
  addRules(
    rules: readonly KeptRule[],
    by: { readonly at: Temporal.Instant; readonly actor: Author },
  ): Promise<void>;

  /** null before the first review. */
  reviewState(): Promise<ReviewState | null>;
  putReviewState(state: ReviewState): Promise<void>;
  /** Those after a store id, in order, who are enrolled on a day or have an open alert. */
  studentsAfter(student: string, day: string, limit: number): Promise<readonly string[]>;
  enrolledOn(students: readonly string[], day: string): Promise<ReadonlySet<string>>;
  openAlerts(students: readonly string[]): Promise<readonly OpenAlert[]>;
  /** @returns how many alerts were opened and retracted; one that was before is not again */
  record(batch: ReviewedBatch): Promise<{ readonly opened: number; readonly retracted: number }>;

  countOpen(): Promise<number>;
  /** Newest first. */
  alerts(
    filter: AlertFilter,
    cursor: number | null,
    limit: number,
  ): Promise<readonly (AlertView & { readonly seq: number })[]>;
  findAlert(id: string): Promise<AlertView | null>;
  /** Every open alert, or the last thousands that were taken back; the newest first. */
  alertHeads(state: "open" | "retracted"): Promise<readonly AlertHead[]>;
  alertsOf(ids: readonly string[]): Promise<ReadonlyMap<string, AlertView>>;
  /**
   * Notes of all these alerts at once that somebody looks after them, but for those that are taken or taken back.
   *
   * @returns how many were taken
   */
  take(ids: readonly string[], said: TakenBy): Promise<number>;
  acknowledge(id: string, said: TakenBy): Promise<AcknowledgeOutcome>;
}
