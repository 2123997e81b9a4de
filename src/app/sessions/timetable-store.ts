import type { TimetableTransaction } from "./timetable-transaction.ts";

/** The store as use cases about timetabled sessions see it. */
export interface TimetableStore {
  /**
   * Runs `work` in one transaction that writes alone, and resolves with its result after COMMIT. Rejects with
   * `StoreUnavailable` when the store cannot be reached, and with what `work` threw, nothing having been written.
   */
  write<T>(work: (transaction: TimetableTransaction) => Promise<T>): Promise<T>;
}
