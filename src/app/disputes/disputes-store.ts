import type { Temporal } from "temporal-polyfill";
import type { DisputeClaim, DisputeState, DisputeWord } from "../../domain/attendance/dispute.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Scope } from "../../domain/rights/may.ts";
import type { Author } from "../actor.ts";
import type { SessionsTransaction } from "../registers/sessions-transaction.ts";

/** One thing that was said of a dispute. */
export interface SaidOfDispute {
  readonly word: DisputeWord;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly role: string;
  readonly reason: string;
}

export interface Dispute {
  readonly id: string;
  readonly session: string;
  /** The store's id, and the student's own with their name. */
  readonly person: string;
  readonly student: { readonly id: string; readonly name: string | null };
  /** The mark as it was when it was disputed. */
  readonly revision: number;
  readonly status: MarkStatus;
  readonly claimed: DisputeClaim;
  readonly state: DisputeState;
  readonly raisedAt: Temporal.Instant;
  /** Oldest first. */
  readonly said: readonly SaidOfDispute[];
}

export interface DisputeFilter {
  readonly state?: DisputeState | undefined;
  readonly session?: string | undefined;
  /** By the student's own id. */
  readonly student?: string | undefined;
  readonly within: Scope;
  /** The local day on which somebody tutors. */
  readonly day: string;
}

export interface DisputesReading {
  /** Newest first. @param before the id after which the list goes on */
  list(filter: DisputeFilter, before: string | null, limit: number): Promise<readonly Dispute[]>;
  /** How many wait for an answer. */
  waiting(filter: Pick<DisputeFilter, "within" | "day">): Promise<number>;
  find(id: string): Promise<Dispute | null>;
}

/** What is done to disputes in the transaction of the correction that answers one. */
export interface DisputesTransaction extends SessionsTransaction {
  findDispute(id: string): Promise<Dispute | null>;
  /** The newest of a seat; null for none. */
  lastDispute(session: string, person: string): Promise<Dispute | null>;
  addDispute(dispute: {
    readonly id: string;
    readonly session: string;
    readonly person: string;
    readonly revision: number;
    readonly status: MarkStatus;
    readonly claimed: DisputeClaim;
    readonly at: Temporal.Instant;
    readonly actor: Author;
    readonly reason: string;
  }): Promise<void>;
  sayOfDispute(
    dispute: Dispute,
    state: DisputeState,
    said: {
      readonly word: DisputeWord;
      readonly at: Temporal.Instant;
      readonly actor: Author;
      readonly reason: string;
    },
  ): Promise<void>;
}

export interface DisputesStore extends DisputesReading {
  write<T>(work: (transaction: DisputesTransaction) => Promise<T>): Promise<T>;
}
