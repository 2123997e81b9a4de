import type pg from "pg";
import type { Temporal } from "temporal-polyfill";
import {
  type AuditEntry,
  type AuditedDeed,
  type AuditHead,
  chainEntry,
} from "../../app/audit/audit-entry.ts";
import type { AuditStore } from "../../app/audit/audit-store.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toRfc3339 } from "./to-instant.ts";

/** The audit log, over a pool. */
export function auditStore(pool: pg.Pool): AuditStore {
  return {
    append: (deed, at) => inTransaction(pool, "begin", (client) => appendAudit(client, deed, at)),
    read: (work) =>
      inTransaction(pool, beginSnapshot, (client) =>
        work({
          head: () => readAuditHead(queryOf(client)),
          async after(seq, limit) {
            const { rows } = await client.query<EntryRow>(
              `select seq, at, actor, role, address, deed, object, before, after, reason,
                 encode(previous_sha256, 'hex') as previous, encode(sha256, 'hex') as hash
               from audit_entry where seq > $1 order by seq limit $2`,
              [seq, limit],
            );
            return rows.map((row) => ({ ...row, at: toRfc3339(row.at) }));
          },
        }),
      ),
  };
}

/** Adds an entry to the end of the chain, in the transaction of what it tells: one after another, whoever else writes. */
export async function appendAudit(
  client: pg.ClientBase,
  deed: AuditedDeed,
  at: Temporal.Instant,
): Promise<void> {
  const entry = chainEntry(deed, await readAuditHead(queryOf(client), "for update"), at);
  await client.query(
    `with added as (
       insert into audit_entry
         (seq, at, actor, role, address, deed, object, before, after, reason, previous_sha256, sha256)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'), decode($12, 'hex'))
       returning seq, sha256)
     update audit_head set seq = added.seq, sha256 = added.sha256 from added`,
    [
      entry.seq,
      entry.at,
      entry.actor,
      entry.role,
      entry.address,
      entry.deed,
      entry.object,
      entry.before,
      entry.after,
      entry.reason,
      entry.previous,
      entry.hash,
    ],
  );
}

/** The newest entry's number and hash. @param lock holds it until the end of the transaction */
export async function readAuditHead(query: PooledQuery, lock: "" | "for update" = ""): Promise<AuditHead> {
  const [head] = await query<{ seq: number; hash: string }>(
    `select seq, encode(sha256, 'hex') as hash from audit_head ${lock}`,
    [],
  );
  if (!head) throw new Error("the store does not say where its audit log ends");
  return head;
}

const queryOf =
  (client: pg.ClientBase): PooledQuery =>
  async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await client.query<Row>(text, [...values])).rows;

type EntryRow = { -readonly [Name in keyof AuditEntry]: AuditEntry[Name] };
