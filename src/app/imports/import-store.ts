import type { Temporal } from "temporal-polyfill";
import type { ImportNote, ImportView } from "../../contract/http/imports.ts";
import type { Author } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { RosterTransaction } from "../rosters/roster-transaction.ts";
import type { ImportContent, ImportKind } from "./import-content.ts";

/** An import as it is kept. */
export interface ImportRecord {
  readonly id: string;
  readonly kind: ImportKind;
  readonly name: string;
  readonly source: string;
  readonly createdAt: Temporal.Instant;
  readonly by: Author;
  readonly state: ImportView["state"];
  readonly settledAt: Temporal.Instant | null;
  readonly rows: number;
  readonly refused: number;
  readonly counts: ImportView["counts"];
  readonly changes: ImportView["changes"];
  /** The reader's, then the plan's. */
  readonly notes: readonly ImportNote[];
  readonly readerNotes: number;
  readonly warnings: readonly string[];
  readonly questions: ImportView["questions"];
  readonly fingerprint: string;
}

/** What the reading of an import may ask, on one connection. */
export interface ImportReading {
  readonly roster: RosterTransaction;
  readonly timetable: FactTransaction;
  /** One that waits, or was begun and not ended, with its content. */
  peek(id: string): Promise<{ readonly record: ImportRecord; readonly content: ImportContent } | null>;
}

/** And its writing. */
export interface ImportWork extends Omit<ImportReading, "peek"> {
  /** Of one that waits: from now on it is being applied, and can no longer be discarded. false where it did not wait. */
  begin(id: string, by: Author, at: Temporal.Instant): Promise<boolean>;
  /**
   * Ends one that waits, and forgets its content; one that is being applied can only come to be applied. false where it is
   * neither.
   */
  settle(
    id: string,
    state: "applied" | "discarded" | "superseded",
    by: Author,
    at: Temporal.Instant,
  ): Promise<boolean>;
}

/** Transactions of which nothing that changes a roster comes in between; scans and corrections do. */
export interface ImportSteps {
  /** One moment of the store. */
  read<T>(work: (reading: ImportReading) => Promise<T>): Promise<T>;
  /** One transaction that writes alone. Devices wait for it: it is to be short. */
  write<T>(work: (transaction: ImportWork) => Promise<T>): Promise<T>;
}

/** The store as imports and the roster's office see it. */
export interface ImportStore {
  /**
   * One transaction that writes alone, as `TimetableStore.write`.
   *
   * @throws ImportApplying while `inSteps` is under way that refuses others
   */
  write<T>(work: (transaction: ImportWork) => Promise<T>): Promise<T>;
  /**
   * Lets nobody else change rosters until `work` is done, which writes in as many transactions as it likes.
   *
   * @param refusing whether whoever would change rosters meanwhile is refused at once with `ImportApplying`, from the
   *   beginning to the end; else they wait
   * @throws ImportApplying while another one is under way that refuses others
   */
  inSteps<T>(work: (steps: ImportSteps) => Promise<T>, refusing: boolean): Promise<T>;
  /**
   * Ends a preview and puts another one in its place, beside whatever changes rosters. false, and nothing is put, where it
   * does not wait.
   */
  supersede(
    id: string,
    by: Author,
    at: Temporal.Instant,
    instead: { readonly record: ImportRecord; readonly content: ImportContent },
  ): Promise<boolean>;
  /** Ids of those that were begun and not ended, with who applies them. */
  begun(): Promise<readonly { readonly id: string; readonly by: Author }[]>;
  /** One moment of the store, to plan on while others write. */
  read<T>(work: (reading: ImportReading) => Promise<T>): Promise<T>;
  addImport(record: ImportRecord, content: ImportContent): Promise<void>;
  findImport(id: string): Promise<ImportRecord | null>;
  /** Newest first, without changes and notes. @param after the id of the last one of the page before */
  listImports(
    after: string | null,
    limit: number,
  ): Promise<
    readonly Omit<ImportRecord, "changes" | "notes" | "questions" | "fingerprint" | "readerNotes">[]
  >;
  settle: ImportWork["settle"];
}
