import type { Temporal } from "temporal-polyfill";
import type { AuditEntry, AuditedDeed, AuditHead } from "./audit-entry.ts";

/** The audit log at one moment. */
export interface AuditReading {
  head(): Promise<AuditHead>;
  /** The entries after a number, oldest first. */
  after(seq: number, limit: number): Promise<readonly AuditEntry[]>;
}

export interface AuditStore {
  /** Adds an entry in a transaction of its own: for what was done by another one. */
  append(deed: AuditedDeed, at: Temporal.Instant): Promise<void>;
  read<T>(work: (reading: AuditReading) => Promise<T>): Promise<T>;
}
