import { type AuditHead, emptyHead, hashOfEntry } from "./audit-entry.ts";
import type { AuditReading } from "./audit-store.ts";

/** What a look through the whole audit log found. */
export interface AuditReport {
  /** How many entries hold together from the first on. */
  readonly entries: number;
  readonly head: AuditHead;
  /** Where the chain breaks first, and how; null where it holds. */
  readonly broken: { readonly seq: number; readonly what: string } | null;
}

const atOnce = 1000;

/** Follows the chain from its first entry to its end. */
export async function verifyAudit(reading: AuditReading): Promise<AuditReport> {
  const head = await reading.head();
  let last = emptyHead;
  const broken = (seq: number, what: string): AuditReport => ({
    entries: last.seq,
    head,
    broken: { seq, what },
  });
  for (let read = atOnce; read === atOnce; ) {
    const entries = await reading.after(last.seq, atOnce);
    read = entries.length;
    for (const entry of entries) {
      if (entry.seq !== last.seq + 1) return broken(last.seq + 1, "an entry is missing");
      if (entry.previous !== last.hash) return broken(entry.seq, "it does not follow from the entry before");
      if (hashOfEntry(entry) !== entry.hash) return broken(entry.seq, "the entry was altered");
      last = { seq: entry.seq, hash: entry.hash };
    }
  }
  if (last.seq < head.seq) return broken(last.seq + 1, "entries are missing at the end");
  if (last.hash !== head.hash) return broken(last.seq, "the chain is noted with another end");
  return { entries: last.seq, head, broken: null };
}
