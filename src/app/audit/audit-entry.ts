import { createHash, randomBytes } from "node:crypto";
import type { Temporal } from "temporal-polyfill";

/** Who did something, as what, and from where. */
export interface Doer {
  /** The id of an account, or who it was where nobody had signed in. */
  readonly id: string;
  readonly role: string;
  /** An address of the network, or the program's own words for where it was. */
  readonly address: string;
}

/** Something that was done, as the audit log is told of it. People are named by ids, and nothing secret is told. */
export interface AuditedDeed {
  readonly by: Doer;
  /** What was done, as `account.disable`. */
  readonly deed: string;
  /** To what: a kind and its id, as `account 0199…`. */
  readonly object: string;
  /** What was there before and after, as far as it changed; null for nothing. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Why, in the doer's words; empty where nobody asked. */
  readonly reason?: string;
}

/** An entry of the audit log. */
export interface AuditEntry {
  readonly seq: number;
  /** RFC 3339 in UTC, with milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly address: string;
  readonly deed: string;
  readonly object: string;
  /** JSON as it was hashed, or null. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string;
  /**
   * Random hexadecimal digits that are hashed with it, so that nobody can try out what an entry said whose person was
   * erased; null in such an entry, and in those of before entries had salt.
   */
  readonly salt: string | null;
  /** The hash of the entry before, in hexadecimal digits; zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** The end of the chain: the newest entry's number and hash. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** The end of a chain without entries. */
export const emptyHead: AuditHead = { seq: 0, hash: "0".repeat(64) };

/** The entry that tells of a deed, as the next one of a chain. */
export function chainEntry(deed: AuditedDeed, head: AuditHead, at: Temporal.Instant): AuditEntry {
  const entry = {
    seq: head.seq + 1,
    at: at.toString({ fractionalSecondDigits: 3 }),
    actor: deed.by.id,
    role: deed.by.role,
    address: deed.by.address,
    deed: deed.deed,
    object: deed.object,
    before: textOf(deed.before),
    after: textOf(deed.after),
    reason: deed.reason ?? "",
    salt: randomBytes(16).toString("hex"),
    previous: head.hash,
  };
  return { ...entry, hash: hashOfEntry(entry) };
}

/** SHA-256 over everything that an entry says, in hexadecimal digits. */
export function hashOfEntry(entry: Omit<AuditEntry, "hash">): string {
  const { seq, at, actor, role, address, deed, object, before, after, reason, salt, previous } = entry;
  const said = [seq, at, actor, role, address, deed, object, before, after, reason, previous];
  if (salt !== null) said.push(salt);
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);
