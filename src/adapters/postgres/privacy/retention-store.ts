import type pg from "pg";
import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { musterItself } from "../../../app/actor.ts";
import type {
  HeldOfKind,
  RetentionChange,
  RetentionKind,
  RetentionStore,
  TakenStep,
} from "../../../app/privacy/retention.ts";
import { appendAudit } from "../audit-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { type PooledQuery, pooledQuery } from "../pooled-query.ts";
import { toInstant } from "../to-instant.ts";
import { toTimestamptz } from "../to-timestamptz.ts";
import { tablesOfAccount } from "./tables-of-account.ts";

/** What there is of a kind, and how the oldest of it are taken. */
interface Clock {
  held(): Promise<HeldOfKind>;
  due(older: string): Promise<number>;
  take(client: pg.ClientBase, older: string, limit: number): Promise<TakenStep>;
}

/** What is kept for a time. Nothing here holds the lock on writing: what is taken bears on no mark. */
export function retentionStore(pool: pg.Pool): RetentionStore {
  const query = pooledQuery(pool);
  const clocks: Readonly<Record<RetentionKind, Clock>> = {
    payloads: numbered(query, "payloads", "scan", "t.raw <> ''", "raw = ''"),
    strangers: numbered(
      query,
      "strangers",
      "scan",
      "t.person_id is null and t.subject_value is not null",
      "subject_scheme = null, subject_value = null, external_id = null, raw = ''",
    ),
    quarantine: numbered(
      query,
      "quarantine",
      "quarantine",
      "t.payload <> ''",
      "payload = '', detail = '', payload_sha256 = sha256('')",
    ),
    sign_ins: dated(
      query,
      `(select s.id, coalesce(s.ended_at, s.ends_at) as at from sign_in_session s
        union all select l.id, coalesce(l.used_at, l.ends_at) from one_time_link l)`,
      ["sign_in_session", "one_time_link"].map((table) => [table, "id"] as const),
    ),
    accounts: dated(query, "(select id, disabled_at as at from account)", [
      ...tablesOfAccount.map((table) => [table, "account_id"] as const),
      ["account", "id"],
    ]),
    audit: auditClock(query),
  };
  return {
    async changes() {
      const rows = await query<{ kind: RetentionKind; days: number; at: string; by: string; reason: string }>(
        "select kind, days, changed_at as at, changed_by as by, reason from retention",
        [],
      );
      return new Map(
        rows.map(({ kind, at, ...change }): [RetentionKind, RetentionChange] => [
          kind,
          { ...change, at: toInstant(at) },
        ]),
      );
    },

    change: (kind, { days, at, by, reason }, before, doer) =>
      inTransaction(pool, "begin", async (client) => {
        await client.query(
          `insert into retention (kind, days, changed_at, changed_by, reason) values ($1, $2, $3, $4, $5)
           on conflict (kind) do update set days = excluded.days, changed_at = excluded.changed_at,
             changed_by = excluded.changed_by, reason = excluded.reason`,
          [kind, days, toTimestamptz(at), by, reason],
        );
        const told = { before: { days: before }, after: { days } };
        await appendAudit(
          client,
          { by: doer, deed: "retention.change", object: `retention ${kind}`, ...told, reason },
          at,
        );
      }),

    held: (kind) => clocks[kind].held(),
    due: (kind, older) => clocks[kind].due(toTimestamptz(older)),
    take: (kind, older, limit) =>
      inTransaction(pool, "begin", async (client) => {
        // Whoever knows the present by heart knows none of this: nobody is told, and nobody waits.
        await client.query(
          "select set_config('muster.knows', 'on', true), set_config('muster.erases', 'on', true)",
        );
        return clocks[kind].take(client, toTimestamptz(older), limit);
      }),

    addRun: ({ kind, at, olderThan, taken }) =>
      inTransaction(pool, "begin", async (client) => {
        await client.query(
          "insert into retention_run (id, kind, at, older_than, taken) values ($1, $2, $3, $4, $5)",
          [uuidv7(), kind, toTimestamptz(at), toTimestamptz(olderThan), taken],
        );
        await appendAudit(
          client,
          {
            by: { ...musterItself, address: "the server itself" },
            deed: "retention.run",
            object: `retention ${kind}`,
            after: { olderThan: olderThan.toString(), taken },
          },
          at,
        );
      }),

    async lastRuns() {
      const rows = await query<{ kind: RetentionKind; at: string; older_than: string; taken: number }>(
        "select distinct on (kind) kind, at, older_than, taken from retention_run order by kind, at desc",
        [],
      );
      return new Map(
        rows.map(({ kind, at, older_than, taken }) => [
          kind,
          { kind, at: toInstant(at), olderThan: toInstant(older_than), taken },
        ]),
      );
    },
  };
}

const oldestOf = (at: string | null | undefined): Temporal.Instant | null =>
  at === null || at === undefined ? null : toInstant(at);

/**
 * Rows in the order in which they were stored, with a place up to which their time was over: no step looks at more of them
 * than it takes, however long the history is. One that was stored late, as a message that was read again, goes with those
 * that were stored when it was.
 */
function numbered(
  query: PooledQuery,
  kind: string,
  table: "scan" | "quarantine",
  where: string,
  set: string,
): Clock {
  const place = `coalesce((select c.seq from feed_cursor c where c.reader = 'retention ${kind}'), 0)`;
  /** The number before the first row that is too young. */
  const end = `coalesce((
    select y.seq - 1 from ${table} y where y.seq > ${place} and y.received_at >= $1 order by y.seq limit 1
  ), (select max(seq) from ${table}))`;
  return {
    async held() {
      const [row] = await query<{ rows: number; oldest: string | null }>(
        `select count(*) as rows, min(t.received_at) as oldest from ${table} t where t.seq > ${place} and ${where}`,
        [],
      );
      return { rows: row?.rows ?? 0, oldest: oldestOf(row?.oldest) };
    },
    async due(older) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from ${table} t where t.seq > ${place} and t.seq <= ${end} and ${where}`,
        [older],
      );
      return row?.n ?? 0;
    },
    async take(client, older, limit) {
      const { rows } = await client.query<{ seen: number; last: number | null; taken: number }>(
        `with old as materialized (
           select t.id, t.seq, (${where}) as held from ${table} t
           where t.seq > ${place} and t.seq <= ${end} order by t.seq limit $2
         ), taken as (
           update ${table} s set ${set} from old where s.id = old.id and old.held returning 1
         )
         select (select count(*) from old) as seen, (select max(seq) from old) as last, (select count(*) from taken) as taken`,
        [older, limit],
      );
      const [row] = rows;
      if (!row || row.last === null) return { taken: 0, more: false };
      await client.query(
        `insert into feed_cursor (reader, seq) values ($1, $2) on conflict (reader) do update set seq = excluded.seq`,
        [`retention ${kind}`, row.last],
      );
      return { taken: row.taken, more: row.seen === limit };
    },
  };
}

/** Rows that are few, by the time from which it counts; they go, with what hangs on them. */
function dated(
  query: PooledQuery,
  from: string,
  tables: readonly (readonly [table: string, key: string])[],
): Clock {
  return {
    async held() {
      const [row] = await query<{ rows: number; oldest: string | null }>(
        `select count(*) as rows, min(t.at) as oldest from ${from} t where t.at is not null`,
        [],
      );
      return { rows: row?.rows ?? 0, oldest: oldestOf(row?.oldest) };
    },
    async due(older) {
      const [row] = await query<{ n: number }>(`select count(*) as n from ${from} t where t.at < $1`, [
        older,
      ]);
      return row?.n ?? 0;
    },
    async take(client, older, limit) {
      // References are looked at when the statement ends.
      const gone = tables.map(
        ([table, key], n) => `gone${n} as (delete from ${table} g using old where g.${key} = old.id)`,
      );
      const { rows } = await client.query<{ n: number }>(
        `with old as materialized (
           select t.id from ${from} t where t.at < $1 order by t.at limit $2
         ), ${gone.join(", ")}
         select count(*) as n from old`,
        [older, limit],
      );
      const taken = rows[0]?.n ?? 0;
      return { taken, more: taken === limit };
    },
  };
}

/** The oldest entries of the audit log; the chain goes on from the hash of the last of them. */
function auditClock(query: PooledQuery): Clock {
  /** Only the beginning: an entry that is younger keeps everything after it. The newest one stays in any case. */
  const end = `coalesce((select min(y.seq) - 1 from audit_entry y where y.at >= $1), (select max(seq) - 1 from audit_entry))`;
  return {
    async held() {
      const [row] = await query<{ rows: number; oldest: string | null }>(
        "select count(*) as rows, min(at) as oldest from audit_entry",
        [],
      );
      return { rows: row?.rows ?? 0, oldest: oldestOf(row?.oldest) };
    },
    async due(older) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from audit_entry e where e.seq <= ${end}`,
        [older],
      );
      return row?.n ?? 0;
    },
    async take(client, older, limit) {
      // Whoever adds an entry waits for some milliseconds.
      await client.query("select from audit_head for update");
      const { rows } = await client.query<{ n: number }>(
        `with old as materialized (
           select e.seq, e.sha256 from audit_entry e where e.seq <= ${end} order by e.seq limit $2
         ), gone as (
           delete from audit_entry e using old where e.seq = old.seq
         ), begun as (
           update audit_head set begins_after = last.seq, begins_with = last.sha256
           from (select seq, sha256 from old order by seq desc limit 1) last
         )
         select count(*) as n from old`,
        [older, limit],
      );
      const taken = rows[0]?.n ?? 0;
      return { taken, more: taken === limit };
    },
  };
}
