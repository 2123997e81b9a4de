import { z } from "zod";
import { type AuditEntry, hashOfEntry } from "./audit-entry.ts";

/** What an erasure is called on the audit log. */
export const erasureDeed = "person.erase";

/** What an erasure says of the entries that it took a person out of: the hash of what each says since, by its number. */
const told = z.object({ stripped: z.record(z.string(), z.string()) });

/**
 * An entry without a person: what they were known by is replaced wherever it stands, and of an entry of their own the
 * address goes as well. Its hash stays that of what it said, so that the chain holds; what it says since has a hash that the
 * erasure tells.
 *
 * @param known replaces what the person was known by in a text
 * @param isOwn whether the person themselves did it
 */
export function stripEntry(
  entry: AuditEntry,
  known: (text: string) => string,
  isOwn: boolean,
): { readonly entry: AuditEntry; readonly says: string } {
  const stripped: AuditEntry = {
    ...entry,
    actor: known(entry.actor),
    role: known(entry.role),
    address: isOwn ? "" : entry.address,
    object: known(entry.object),
    before: entry.before === null ? null : known(entry.before),
    after: entry.after === null ? null : known(entry.after),
    reason: known(entry.reason),
    salt: null,
  };
  return { entry: stripped, says: hashOfEntry(stripped) };
}

/** The hashes that an entry tells of others, by their numbers; none where it is no erasure's. */
export function strippedBy(entry: Pick<AuditEntry, "deed" | "after">): ReadonlyMap<number, string> {
  if (entry.deed !== erasureDeed || entry.after === null) return new Map();
  const parsed = told.safeParse(JSON.parse(entry.after));
  if (!parsed.success) return new Map();
  return new Map(Object.entries(parsed.data.stripped).map(([seq, hash]) => [Number(seq), hash]));
}
