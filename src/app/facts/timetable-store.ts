import type { FactTransaction, StoredSession } from "./fact-transaction.ts";

/** What may be read of one moment of the store. */
export interface TimetableReading
  extends Pick<
    FactTransaction,
    | "policies"
    | "findSessions"
    | "studentsOf"
    | "loadFacts"
    | "marksOf"
    | "marksToCheck"
    | "attemptsOf"
    | "sessionsAround"
  > {
  countSessions(): Promise<number>;
  /** Every session by (opening, id), in pages. */
  sessionsInOrder(): AsyncIterable<readonly StoredSession[]>;
}

/** The store as use cases about sessions see it. */
export interface TimetableStore {
  /**
   * Runs `work` in one transaction that writes alone, and resolves with its result after COMMIT. Rejects with
   * `StoreUnavailable` when the store cannot be reached, and with what `work` threw, nothing having been written.
   */
  write<T>(work: (transaction: FactTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` on one moment of the store: what is written meanwhile does not show. */
  read<T>(work: (reading: TimetableReading) => Promise<T>): Promise<T>;
}
