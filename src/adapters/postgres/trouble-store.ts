import type pg from "pg";
import type { TroubleStore } from "../../app/troubles/trouble-store.ts";
import type { ReaderTrouble } from "../../domain/attendance/reader-trouble.ts";
import { rolesAt } from "./account-cells.ts";
import { inTransaction } from "./in-transaction.ts";
import { accountMailAddress } from "./mail-address.ts";
import { addressEnded } from "./notification-store.ts";
import { takeSeqs } from "./take-seqs.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** What was found wrong with readers, over a pool. */
export function troubleStore(query: Query, pool: pg.Pool): TroubleStore {
  return {
    async kept() {
      const rows = await query<TroubleRow>(
        `select id, sender, trouble, since_at, amount, has_left, found_at, broken_at, falls, well_since,
           broke_seq is not null as told
         from reader_trouble where over_at is null`,
        [],
      );
      return rows.map((row) => ({
        id: row.id,
        sender: row.sender,
        trouble: row.trouble,
        since: toInstant(row.since_at),
        amount: row.amount,
        left: row.has_left,
        foundAt: toInstant(row.found_at),
        brokenAt: toInstant(row.broken_at),
        falls: row.falls,
        wellSince: row.well_since === null ? null : toInstant(row.well_since),
        told: row.told,
      }));
    },

    record: ({ put, forgotten, closed, broke, works }, { roles, subject, at }) =>
      inTransaction(pool, "begin", async (client) => {
        const now = toTimestamptz(at);
        // Numbers first: whoever writes with one waits in one order.
        const told = broke.length + works.length;
        const first = told === 0 ? 0 : await takeSeqs(client, told);
        if (forgotten.length > 0)
          await client.query("delete from reader_trouble where id = any($1::uuid[])", [forgotten]);
        if (closed.length > 0)
          await client.query("update reader_trouble set over_at = $2 where id = any($1::uuid[])", [
            closed,
            now,
          ]);
        if (put.length > 0) {
          await client.query(putText, [
            put.map(({ id }) => id),
            put.map(({ sender }) => sender),
            put.map(({ trouble }) => trouble),
            put.map(({ since }) => toTimestamptz(since)),
            put.map(({ amount }) => amount),
            put.map(({ left }) => left),
            put.map(({ foundAt }) => toTimestamptz(foundAt)),
            put.map(({ brokenAt }) => toTimestamptz(brokenAt)),
            put.map(({ falls }) => falls),
            put.map(({ wellSince }) => wellSince && toTimestamptz(wellSince)),
          ]);
        }
        if (told === 0) return 0;
        await client.query(
          `update reader_trouble t set broke_seq = $2::bigint + n.place - 1, told_at = $3
           from unnest($1::uuid[]) with ordinality as n (id, place) where t.id = n.id`,
          [broke, first, now],
        );
        await client.query(
          `update reader_trouble t set works_seq = $2::bigint + n.place - 1, over_at = $3
           from unnest($1::uuid[]) with ordinality as n (id, place) where t.id = n.id`,
          [works, first + broke.length, now],
        );
        if (roles === null) return 0;
        const { rows } = await client.query<{ n: number }>(queueText, [broke, works, now, roles, subject]);
        return rows[0]?.n ?? 0;
      }),
  };
}

const putText = `
  insert into reader_trouble as t
    (id, sender, trouble, since_at, amount, has_left, found_at, broken_at, falls, well_since)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::boolean[],
    $7::timestamptz[], $8::timestamptz[], $9::int[], $10::timestamptz[])
  on conflict (id) do update set broken_at = excluded.broken_at, falls = excluded.falls,
    well_since = excluded.well_since`;

/**
 * A message to each who chose to be told before it was found, has such a role still and has an address: of what broke ($1),
 * and of what works again ($2) to whom it was told that it broke.
 */
const queueText = `
  with recipient as (
    select ${accountMailAddress("a")} as address, min(r.chosen_at) as chosen_at
    from reader_mail r join account a on a.id = r.account_id and a.disabled_at is null
    where ${rolesAt("$3::timestamptz")} && $4::text[] group by 1
  ), line as (
    select r.address, t.id as trouble_id, 'broke' as word
    from recipient r join reader_trouble t on t.id = any($1::uuid[]) and t.found_at >= r.chosen_at
    where r.address is not null and not ${addressEnded("r.address", "readers")}
    union all
    select distinct r.address, told.trouble_id, 'works'
    from recipient r join notification n on n.recipient = r.address and n.audience = 'technician'
      and n.state in ('waiting', 'sent')
    join notification_trouble told on told.notification_id = n.id and told.word = 'broke'
      and told.trouble_id = any($2::uuid[])
    where r.address is not null and not ${addressEnded("r.address", "readers")}
  ), mail as (
    insert into notification (id, created_at, channel, recipient, audience, subject, alerts, state, next_at)
    select gen_random_uuid(), $3::timestamptz, 'email', l.address, 'technician', $5, 0, 'waiting', $3::timestamptz
    from (select distinct address from line) l
    returning id, recipient
  ), said as (
    insert into notification_trouble (notification_id, trouble_id, word)
    select m.id, l.trouble_id, l.word from line l join mail m on m.recipient = l.address
  )
  select count(*)::int as n from mail`;

interface TroubleRow {
  id: string;
  sender: string;
  trouble: ReaderTrouble;
  since_at: string;
  amount: number | null;
  has_left: boolean;
  found_at: string;
  broken_at: string;
  falls: number;
  well_since: string | null;
  told: boolean;
}
