import type { Temporal } from "temporal-polyfill";
import type { AuditEntry, AuditedDeed, AuditHead } from "./audit-entry.ts";

/** The audit log at one moment. */
export interface AuditReading {
  head(): Promise<AuditHead>;
  /** After which entry the log begins, with its hash: the oldest are taken after their time. */
  begin(): Promise<AuditHead>;
  /** The entries after a number, oldest first. */
  after(seq: number, limit: number): Promise<readonly AuditEntry[]>;
}

/** What the log is narrowed to; what is left out narrows nothing. */
export interface AuditFilter {
  /** The id of an account, or who it was where nobody had signed in. */
  readonly actor?: string | undefined;
  /** How a deed begins, as `account.`. */
  readonly deed?: string | undefined;
  readonly object?: string | undefined;
  readonly from?: Temporal.Instant | undefined;
  readonly to?: Temporal.Instant | undefined;
}

/** An entry with who the actor is, where it is an account. */
export interface AuditLine extends AuditEntry {
  readonly login: string | null;
  readonly name: string | null;
}

/** Somebody looked at what is kept of a student, or took it as a file. */
export interface StudentLook {
  readonly at: string;
  readonly by: string;
  readonly role: string;
}

export interface AuditStore {
  /** Newest first. @param before the number after which the list goes on */
  list(filter: AuditFilter, before: number | null, limit: number): Promise<readonly AuditLine[]>;
  /** Looks at a student by others, newest first. @param student any id of theirs */
  looksAt(student: string, limit: number): Promise<readonly StudentLook[]>;
  head(): Promise<AuditHead>;
  /** Adds an entry in a transaction of its own: for what was done by another one. */
  append(deed: AuditedDeed, at: Temporal.Instant): Promise<void>;
  read<T>(work: (reading: AuditReading) => Promise<T>): Promise<T>;
}
