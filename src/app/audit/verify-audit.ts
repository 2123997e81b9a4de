import { type AuditHead, hashOfEntry } from "./audit-entry.ts";
import type { AuditReading } from "./audit-store.ts";
import { strippedBy } from "./stripped-entry.ts";

/** What a look through the whole audit log found. */
export interface AuditReport {
  /** How many entries hold together from the first on. */
  readonly entries: number;
  readonly head: AuditHead;
  /** How many entries an erasure took a person out of, as it says itself. */
  readonly stripped: number;
  /** Where the chain breaks first, and how; null where it holds. */
  readonly broken: { readonly seq: number; readonly what: string } | null;
}

const atOnce = 1000;

/**
 * Follows the chain from its first entry to its end. An entry says something else than what was hashed where somebody was
 * erased from it; then an erasure, itself an entry that holds, tells the hash of what it says since.
 */
export async function verifyAudit(reading: AuditReading): Promise<AuditReport> {
  const head = await reading.head();
  const begin = await reading.begin();
  let last = begin;
  /** Entries that say something else than what was hashed, with the hash of what they say. */
  const otherwise = new Map<number, string>();
  const told = new Map<number, Set<string>>();

  function report(broken: AuditReport["broken"]): AuditReport {
    for (const [seq, says] of otherwise) {
      if (told.get(seq)?.has(says)) continue;
      return {
        entries: seq - 1 - begin.seq,
        head,
        stripped: 0,
        broken: { seq, what: "the entry was altered" },
      };
    }
    return { entries: last.seq - begin.seq, head, stripped: otherwise.size, broken };
  }
  const broken = (seq: number, what: string): AuditReport => report({ seq, what });

  for (let read = atOnce; read === atOnce; ) {
    const entries = await reading.after(last.seq, atOnce);
    read = entries.length;
    for (const entry of entries) {
      if (entry.seq !== last.seq + 1) return broken(last.seq + 1, "an entry is missing");
      if (entry.previous !== last.hash) return broken(entry.seq, "it does not follow from the entry before");
      const says = hashOfEntry(entry);
      if (says !== entry.hash) otherwise.set(entry.seq, says);
      else {
        for (const [seq, hash] of strippedBy(entry)) told.set(seq, (told.get(seq) ?? new Set()).add(hash));
      }
      last = { seq: entry.seq, hash: entry.hash };
    }
  }
  if (last.seq < head.seq) return broken(last.seq + 1, "entries are missing at the end");
  if (last.hash !== head.hash) return broken(last.seq, "the chain is noted with another end");
  return report(null);
}
