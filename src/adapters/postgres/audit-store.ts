import type pg from "pg";
import type { Temporal } from "temporal-polyfill";
import {
  type AuditEntry,
  type AuditedDeed,
  type AuditHead,
  chainEntry,
  emptyHead,
} from "../../app/audit/audit-entry.ts";
import type { AuditStore } from "../../app/audit/audit-store.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { whoGoesBy } from "./own-id.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** The audit log, over a pool. */
export function auditStore(pool: pg.Pool): AuditStore {
  const query = queryOf(pool);
  return {
    head: () => readAuditHead(query),
    async list({ actor, deed, object, from, to }, before, limit) {
      const values: unknown[] = [];
      const value = (one: unknown): string => `$${values.push(one)}`;
      const conditions = ["true"];
      if (actor !== undefined) conditions.push(`e.actor = ${value(actor)}`);
      if (deed !== undefined) conditions.push(`starts_with(e.deed, ${value(deed)})`);
      if (object !== undefined) conditions.push(`e.object = ${value(object)}`);
      if (from !== undefined) conditions.push(`e.at >= ${value(toTimestamptz(from))}`);
      if (to !== undefined) conditions.push(`e.at < ${value(toTimestamptz(to))}`);
      if (before !== null) conditions.push(`e.seq < ${value(before)}`);
      const rows = await query<EntryRow & { login: string | null; name: string | null }>(
        `select e.seq, e.at, e.actor, e.role, e.address, e.deed, e.object, e.before, e.after, e.reason,
           encode(e.salt, 'hex') as salt, encode(e.previous_sha256, 'hex') as previous, encode(e.sha256, 'hex') as hash, a.login, a.name
         from audit_entry e left join account a on a.id::text = e.actor
         where ${conditions.join(" and ")} order by e.seq desc limit ${value(limit)}`,
        values,
      );
      return rows.map((row) => ({ ...row, at: toRfc3339(row.at) }));
    },
    async looksAt(student, limit) {
      const rows = await query<{ at: string; by: string; role: string }>(
        `select e.at, coalesce(a.name, e.actor) as by, e.role
         from ${whoGoesBy("$1::text")} known
         -- An id may have been somebody else's before or since: looks at that one are not at this student.
         cross join lateral (
           select own.value, own.valid_from, own.valid_to from identifier own
           where own.person_id = known.id and own.scheme = 'student_id'
           union all select known.id::text, '-infinity', null
         ) own
         join audit_entry e on e.object = 'student ' || own.value
           and e.at >= own.valid_from and (own.valid_to is null or e.at < own.valid_to)
         left join account a on a.id::text = e.actor
         where e.deed = 'student.look'
         order by e.seq desc limit $2`,
        [student, limit],
      );
      return rows.map((row) => ({ ...row, at: toRfc3339(row.at) }));
    },
    append: (deed, at) => inTransaction(pool, "begin", (client) => appendAudit(client, deed, at)),
    read: (work) =>
      inTransaction(pool, beginSnapshot, (client) =>
        work({
          head: () => readAuditHead(queryOf(client)),
          async begin() {
            const { rows } = await client.query<AuditHead>(
              "select begins_after as seq, encode(begins_with, 'hex') as hash from audit_head",
            );
            return rows[0] ?? emptyHead;
          },
          async after(seq, limit) {
            const { rows } = await client.query<EntryRow>(
              `select seq, at, actor, role, address, deed, object, before, after, reason,
                 encode(salt, 'hex') as salt, encode(previous_sha256, 'hex') as previous, encode(sha256, 'hex') as hash
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
         (seq, at, actor, role, address, deed, object, before, after, reason, salt, previous_sha256, sha256)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'), decode($12, 'hex'), decode($13, 'hex'))
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
      entry.salt,
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
  (client: Pick<pg.ClientBase, "query">): PooledQuery =>
  async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await client.query<Row>(text, [...values])).rows;

type EntryRow = { -readonly [Name in keyof AuditEntry]: AuditEntry[Name] };
