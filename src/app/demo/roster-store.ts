import type { Temporal } from "temporal-polyfill";
import type { FactTransaction } from "../facts/fact-transaction.ts";

export interface DemoState {
  readonly active: boolean;
  readonly students: number;
  readonly classes: number;
}

/** What of the demonstration is the school's own, so that starting leaves it alone. */
export interface LeftToSchool {
  /** Codes of classes that are the school's, or whose room is. */
  readonly classes: readonly string[];
  /** Student ids. */
  readonly students: readonly string[];
}

/** What starting or ending the demonstration may do, in one transaction that writes alone. */
export interface DemoTransaction {
  readonly facts: FactTransaction;
  /** Adds the rooms, classes and students that are not there yet, by their codes. */
  addSchool(
    school: readonly { readonly studentId: string; readonly rooms: readonly string[] }[],
    mint: () => string,
  ): Promise<void>;
  /** The rooms that came with the demonstration are its own no more: those with nothing real in them leave every list. */
  leaveRooms(at: Temporal.Instant): Promise<void>;
  /** The demonstration's classes, each with the room of its code; null where that room is the school's own. */
  classes(): Promise<
    readonly { readonly class: string; readonly code: string; readonly room: string | null }[]
  >;
  /** The stored id of each of these students who is the demonstration's, and not the school's own. */
  students(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Enrolments in the demonstration's classes that last on the day or begin later. */
  enrolments(day: string): Promise<
    readonly {
      readonly id: string;
      readonly student: string;
      readonly class: string;
      readonly from: string;
      readonly to: string | null;
    }[]
  >;
}

/** The roster as the walking product needs it. Days are ISO dates in the institution's zone. */
export interface DemoRosterStore {
  isEmpty(): Promise<boolean>;
  demoState(day: string): Promise<DemoState>;
  write<T>(work: (transaction: DemoTransaction) => Promise<T>): Promise<T>;
}
