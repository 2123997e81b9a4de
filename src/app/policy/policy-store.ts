import type { Temporal } from "temporal-polyfill";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { FiguresStore } from "../figures/figures-store.ts";
import type { SettlingTransaction } from "../health/settle-readers.ts";

/** What putting a policy in force may do, all of it in one transaction that writes alone. */
export interface PolicyTransaction extends FactTransaction {
  /** Stores the next version, whose number the store takes. */
  addVersion(
    version: Pick<PolicyVersion, "name" | "preset" | "from" | "actor" | "reason"> & {
      readonly numbers: Omit<PolicyVersion["policy"], "version">;
    },
  ): Promise<PolicyVersion>;
  /** The ids of sessions that are not final and start at an instant or later. */
  sessionsFrom(instant: Temporal.Instant): Promise<readonly string[]>;
  /** The ids of sessions that are not final and start before an instant: cancelled ones too, which may be restored. */
  sessionsBefore(instant: Temporal.Instant): Promise<readonly string[]>;
  /** What is known of the readers of sessions whose windows become others. */
  readonly readers: Omit<SettlingTransaction, "timetable">;
  /** Figures as the transaction has made them so far. */
  readonly figures: Pick<FiguresStore, "countAlike" | "lastSights" | "sessionsOfStudents" | "seen">;
}

/** Where the versions of the policy are kept. */
export interface PolicyStore {
  /** Newest first; never empty. */
  versions(): Promise<readonly PolicyVersion[]>;
  /** Runs `work` in one transaction, and resolves with its result after COMMIT. */
  write<T>(work: (transaction: PolicyTransaction) => Promise<T>): Promise<T>;
  /**
   * Runs `deed`, takes everything of it back, and then runs `undone` on the store as it is without it. Nothing is left of
   * either, and other writers wait meanwhile.
   */
  rehearse<T, U>(
    deed: (transaction: PolicyTransaction) => Promise<T>,
    undone: (transaction: PolicyTransaction, done: T) => Promise<U>,
  ): Promise<U>;
}
