import type pg from "pg";
import type { AliveSpan, CoveredSpan, HealthTransaction } from "../../app/health/health-transaction.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** The statements about the health of readers, over a client that has begun a transaction. Each is prepared once. */
export function healthStatements(client: pg.ClientBase): HealthTransaction {
  async function run<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> {
    const { rows } = await client.query<Row>({ name, text, values });
    return rows;
  }

  return {
    async lastAlive(devices) {
      const rows = await run<AliveRow>(
        "last-alive",
        `select last.* from unnest($1::text[]) as asked (device)
         cross join lateral (
           select ${aliveColumns} from device_alive a where a.device = asked.device order by a.from_at desc limit 1
         ) last`,
        [devices],
      );
      return rows.map(toAlive);
    },

    async firstAlive(devices) {
      const rows = await run<{ device: string; from_at: string }>(
        "first-alive",
        "select device, min(from_at) as from_at from device_alive where device = any($1::text[]) group by device",
        [devices],
      );
      return new Map(rows.map(({ device, from_at }) => [device, toInstant(from_at)]));
    },

    async putAlive(spans) {
      await run(
        "put-alive",
        `insert into device_alive (device, from_at, to_at, left_at, left_by)
         select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::text[])
         on conflict (device, from_at) do update
         set to_at = excluded.to_at, left_at = excluded.left_at, left_by = excluded.left_by`,
        [
          spans.map(({ device }) => device),
          spans.map(({ from }) => toTimestamptz(from)),
          spans.map(({ to }) => toTimestamptz(to)),
          spans.map(({ left }) => (left === null ? null : toTimestamptz(left.at))),
          spans.map(({ left }) => left?.by ?? null),
        ],
      );
    },

    async noteEmptyOutboxes(notes) {
      await run(
        "note-empty-outboxes",
        `insert into device_outbox as o (device, empty_at) select * from unnest($1::text[], $2::timestamptz[])
         on conflict (device) do update set empty_at = greatest(o.empty_at, excluded.empty_at)`,
        [notes.map(({ device }) => device), notes.map(({ at }) => toTimestamptz(at))],
      );
    },

    async findRuns(asked) {
      const values = [asked.map(({ device }) => device), asked.map(({ bootId }) => bootId)];
      const rows = await run<RunRow>(
        "find-runs",
        // Numbers begin with 1; a device that counts from 0 misses none before it either.
        `select asked.device, asked.boot_id, r.told_at, r.told_seq, r.proved_seq, r.proved_missing,
           coalesce(b.last_seq, 0) as last_seq, coalesce(b.last_seq - least(b.first_seq, 1) + 1 - b.scans, 0) as missing
         from unnest($1::text[], $2::text[]) as asked (device, boot_id)
         left join device_run r on r.device = asked.device and r.boot_id = asked.boot_id
         left join sender_boot b on b.sender = asked.device and b.boot_id = asked.boot_id`,
        values,
      );
      const spans = await run<CoveredRow>(
        "find-covered-of-runs",
        `select ${coveredColumns} from unnest($1::text[], $2::text[]) as asked (device, boot_id)
         join device_covered c on c.device = asked.device and c.boot_id = asked.boot_id`,
        values,
      );
      const covered = spans.map(toCovered);
      return rows.map((row) => ({
        run: {
          device: row.device,
          bootId: row.boot_id,
          told:
            row.told_at === null || row.told_seq === null
              ? null
              : { at: toInstant(row.told_at), lastSeq: row.told_seq },
          proved:
            row.proved_seq === null || row.proved_missing === null
              ? null
              : { lastSeq: row.proved_seq, missing: row.proved_missing },
        },
        tally: { device: row.device, bootId: row.boot_id, lastSeq: row.last_seq, missing: row.missing },
        covered: covered.filter(({ device, bootId }) => device === row.device && bootId === row.boot_id),
      }));
    },

    async putRuns(runs) {
      await run(
        "put-runs",
        `insert into device_run (device, boot_id, told_at, told_seq, proved_seq, proved_missing)
         select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[])
         on conflict (device, boot_id) do update set told_at = excluded.told_at, told_seq = excluded.told_seq,
           proved_seq = excluded.proved_seq, proved_missing = excluded.proved_missing`,
        [
          runs.map(({ device }) => device),
          runs.map(({ bootId }) => bootId),
          runs.map(({ told }) => (told === null ? null : toTimestamptz(told.at))),
          runs.map(({ told }) => told?.lastSeq ?? null),
          runs.map(({ proved }) => proved?.lastSeq ?? null),
          runs.map(({ proved }) => proved?.missing ?? null),
        ],
      );
    },

    async putCovered(spans) {
      await run(
        "put-covered",
        `insert into device_covered (id, device, boot_id, missing, from_at, to_at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[])
         on conflict (id) do update set from_at = excluded.from_at, to_at = excluded.to_at`,
        [
          spans.map(({ id }) => id),
          spans.map(({ device }) => device),
          spans.map(({ bootId }) => bootId),
          spans.map(({ missing }) => missing),
          spans.map(({ from }) => toTimestamptz(from)),
          spans.map(({ to }) => toTimestamptz(to)),
        ],
      );
    },

    async silentWatches(reader, from, to) {
      const rows = await run<{ thing: string; room_id: string; from_at: string; to_at: string }>(
        "silent-watches",
        `select thing, room_id, from_at, to_at
         from (
           select distinct on (f.thing) f.thing, f.room_id, f.from_at, f.to_at, (f.body->>'health')::boolean as health
           from fact f where f.kind = 'watch' and f.reader = $1
           order by f.thing, f.seq desc
         ) told
         where not health and from_at < $3 and to_at > $2`,
        [reader, toTimestamptz(from), toTimestamptz(to)],
      );
      return rows.map((row) => ({
        reader,
        watch: row.thing,
        room: row.room_id,
        from: toInstant(row.from_at),
        to: toInstant(row.to_at),
      }));
    },

    async openWatches(readers) {
      const rows = await run<{
        reader: string;
        watch: string;
        room_id: string;
        from_at: string;
        health: boolean;
      }>(
        "open-watches",
        "select reader, watch, room_id, from_at, health from reader_watch where reader = any($1::text[])",
        [readers],
      );
      return rows.map((row) => ({
        reader: row.reader,
        watch: row.watch,
        room: row.room_id,
        from: toInstant(row.from_at),
        health: row.health,
      }));
    },

    async putOpenWatches(watches) {
      await run(
        "put-open-watches",
        `insert into reader_watch (reader, watch, room_id, from_at, health)
         select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::boolean[])
         on conflict (reader) do update set watch = excluded.watch, room_id = excluded.room_id,
           from_at = excluded.from_at, health = excluded.health`,
        [
          watches.map(({ reader }) => reader),
          watches.map(({ watch }) => watch),
          watches.map(({ room }) => room),
          watches.map(({ from }) => toTimestamptz(from)),
          watches.map(({ health }) => health),
        ],
      );
    },

    async noteDue(notes) {
      await run(
        "note-health-due",
        `insert into health_due as d (device, from_at, due_at)
         select device, min(from_at), min(due_at)
         from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as given (device, from_at, due_at)
         group by device
         on conflict (device) do update set from_at = least(d.from_at, excluded.from_at),
           due_at = least(d.due_at, excluded.due_at)`,
        [
          notes.map(({ device }) => device),
          notes.map(({ from }) => toTimestamptz(from)),
          notes.map(({ dueAt }) => toTimestamptz(dueAt)),
        ],
      );
    },

    async aliveAround(device, from, to) {
      const rows = await run<AliveRow>(
        "alive-around",
        `select ${aliveColumns} from device_alive a
         where a.device = $1 and a.from_at <= $3 and a.from_at >= coalesce(
           (select max(b.from_at) from device_alive b where b.device = $1 and b.from_at <= $2), $2)
         order by a.from_at`,
        [device, toTimestamptz(from), toTimestamptz(to)],
      );
      return rows.map(toAlive);
    },

    async coveredAround(device, from, to) {
      const rows = await run<CoveredRow>(
        "covered-around",
        `select ${coveredColumns} from device_covered c where c.device = $1 and c.to_at >= $2 and c.from_at <= $3`,
        [device, toTimestamptz(from), toTimestamptz(to)],
      );
      return rows.map(toCovered);
    },
  };
}

interface AliveRow {
  device: string;
  from_at: string;
  to_at: string;
  left_at: string | null;
  left_by: "itself" | "will" | null;
}

const aliveColumns = "a.device, a.from_at, a.to_at, a.left_at, a.left_by";

function toAlive(row: AliveRow): AliveSpan {
  return {
    device: row.device,
    from: toInstant(row.from_at),
    to: toInstant(row.to_at),
    left:
      row.left_at === null || row.left_by === null ? null : { at: toInstant(row.left_at), by: row.left_by },
  };
}

interface RunRow {
  device: string;
  boot_id: string;
  told_at: string | null;
  told_seq: number | null;
  proved_seq: number | null;
  proved_missing: number | null;
  last_seq: number;
  missing: number;
}

interface CoveredRow {
  id: string;
  device: string;
  boot_id: string;
  missing: number;
  from_at: string;
  to_at: string;
}

const coveredColumns = "c.id, c.device, c.boot_id, c.missing, c.from_at, c.to_at";

function toCovered(row: CoveredRow): CoveredSpan {
  return {
    id: row.id,
    device: row.device,
    bootId: row.boot_id,
    missing: row.missing,
    from: toInstant(row.from_at),
    to: toInstant(row.to_at),
  };
}
