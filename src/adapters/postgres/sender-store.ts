import type pg from "pg";
import type { StoredDevice } from "../../app/devices/device-store.ts";
import { senderOfDevice } from "../../app/devices/sender-of-device.ts";
import type { SenderStore, StoredSender } from "../../app/health/sender-store.ts";
import type { ExpectedSilence } from "../../contract/http/senders.ts";
import { isOpen } from "./quarantine-store.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Whoever sent scans or signs of life, over a pool. */
export function senderStore(query: Query): SenderStore {
  return {
    async senders() {
      const [rows, disabled] = await Promise.all([
        query<SenderRow>(`${sendersText} order by s.name limit 10000`, []),
        disabledSenders(query),
      ]);
      return rows.map((row) => toStored(row, disabled));
    },

    async findSender(name) {
      const [[row], disabled] = await Promise.all([
        query<SenderRow>(`${sendersText} where s.name = $1`, [name]),
        disabledSenders(query),
      ]);
      return row ? toStored(row, disabled) : null;
    },

    scansByHour: (from) =>
      query<{ sender: string; day: string; hour: number; n: number }>(
        `select sender, day, slot / 4 as hour, sum(n)::bigint as n from decision_tally
         where day >= $1::date group by 1, 2, 3`,
        [from],
      ),

    async senderRecord(name, { from, day, refusedSince }) {
      const since = toTimestamptz(from);
      const [alive, moves, scans, runs, [outbox], [quarantine]] = await Promise.all([
        query<{ from_at: string; to_at: string; left_at: string | null; left_by: "itself" | "will" | null }>(
          `select from_at, to_at, left_at, left_by from device_alive where device = $1
             and from_at >= coalesce(
               (select max(b.from_at) from device_alive b where b.device = $1 and b.from_at <= $2), '-infinity')
           order by from_at`,
          [name, since],
        ),
        query<{ room: string; from_at: string }>(
          `select room.code as room, m.from_at from reader_move m join room on room.id = m.room_id
           where m.reader = $1 and m.from_at >= coalesce(
             (select max(b.from_at) from reader_move b where b.reader = $1 and b.from_at <= $2), '-infinity')
           order by m.from_at`,
          [name, since],
        ),
        query<{ day: string; hour: number; location: string; room: string | null; n: number }>(
          `select t.day, t.slot / 4 as hour, t.location, r.code as room, sum(t.n)::bigint as n
           from decision_tally t
           left join room_name on room_name.name = t.location
           left join room r on r.id = room_name.room_id
           where t.day >= $2::date and t.sender = $1 group by 1, 2, 3, 4`,
          [name, day],
        ),
        query<{
          boot_id: string;
          first_seq: number;
          last_seq: number;
          scans: number;
          missing: number;
          twice: number;
        }>(
          `select boot_id, first_seq, last_seq, scans, ${missingOf("b")} as missing, ${twiceOf("b")} as twice
           from sender_boot b where sender = $1 order by missing desc, twice desc, boot_id limit 20`,
          [name],
        ),
        query<{ empty_at: string }>("select empty_at from device_outbox where device = $1", [name]),
        query<{ messages: number; open: number }>(
          `select count(*) as messages, (select count(*) from quarantine q where q.sender = $1 and ${isOpen}) as open
           from (select received_at from quarantine where sender = $1 order by seq desc limit 1000) newest
           where received_at >= $2`,
          [name, toTimestamptz(refusedSince)],
        ),
      ]);
      return {
        alive:
          alive.length === 0
            ? null
            : alive.map(({ from_at, to_at, left_at, left_by }) => ({
                from: toInstant(from_at),
                to: toInstant(to_at),
                left: left_at === null || left_by === null ? null : { at: toInstant(left_at), by: left_by },
              })),
        moves: moves.map(({ room, from_at }) => ({ room, from: toInstant(from_at) })),
        scans,
        runs: runs.map((row) => ({
          bootId: row.boot_id,
          firstSeq: row.first_seq,
          lastSeq: row.last_seq,
          scans: row.scans,
          missing: row.missing,
          numbersTwice: row.twice,
        })),
        outboxEmptyAt: outbox === undefined ? null : toInstant(outbox.empty_at),
        quarantine: quarantine ?? { messages: 0, open: 0 },
      };
    },

    async noteSender(name, { title, retired, expectedSilence }, { at, by }) {
      const rows = await query(
        `insert into device_note as n
           (device, title, retired_at, retired_by, retired_reason, silence, changed_at, changed_by)
         select s.name, $3, case when $5::text is null then null else $8::timestamptz end,
           case when $5::text is null then null else $9 end, $5, $7::jsonb, $8, $9
         from sender s where s.name = $1
         on conflict (device) do update set
           title = case when $2 then excluded.title else n.title end,
           retired_at = case when $4 then excluded.retired_at else n.retired_at end,
           retired_by = case when $4 then excluded.retired_by else n.retired_by end,
           retired_reason = case when $4 then excluded.retired_reason else n.retired_reason end,
           silence = case when $6 then excluded.silence else n.silence end,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by
         returning 1`,
        [
          name,
          title !== undefined,
          title ?? null,
          retired !== undefined,
          retired?.reason ?? null,
          expectedSilence !== undefined,
          expectedSilence == null ? null : JSON.stringify(expectedSilence),
          toTimestamptz(at),
          by,
        ],
      );
      return rows.length > 0;
    },
  };
}

/** Numbers of a run `b` that never arrived, as far as it tells: one that was used twice hides one that is missing. */
const missingOf = (b: string): string => `greatest(0, ${b}.last_seq - ${b}.first_seq + 1 - ${b}.scans)`;

/** How many scans of a run `b` came under a number that another one has, at least. */
const twiceOf = (b: string): string => `greatest(0, ${b}.scans - (${b}.last_seq - ${b}.first_seq + 1))`;

/** Senders with what people say of them. */
const sendersText = `select s.*, o.empty_at as outbox_empty_at, n.title, n.retired_at, n.retired_by, n.retired_reason, n.silence, coalesce((
    select sum(${missingOf("b")}) from sender_boot b where b.sender = s.name
  ), 0)::bigint as missing, coalesce((
    select sum(${twiceOf("b")}) from sender_boot b where b.sender = s.name
  ), 0)::bigint as twice, (
    select room.code from reader_move m join room on room.id = m.room_id
    where m.reader = s.name order by m.from_at desc limit 1
  ) as room
  from sender s left join device_note n on n.device = s.name left join device_outbox o on o.device = s.name`;

interface SenderRow {
  name: string;
  source: string;
  first_at: string;
  last_at: string;
  scans: number;
  state: "online" | "offline" | null;
  state_at: string | null;
  heartbeat_at: string | null;
  outbox: number | null;
  outbox_empty_at: string | null;
  clock: string | null;
  clock_ahead_seconds: number | null;
  firmware: string | null;
  missing: number;
  twice: number;
  room: string | null;
  title: string | null;
  retired_at: string | null;
  retired_by: string | null;
  retired_reason: string | null;
  silence: ExpectedSilence | null;
}

type Disabled = NonNullable<StoredSender["disabled"]>;

/** The senders whose device is shut out. */
async function disabledSenders(query: Query): Promise<ReadonlyMap<string, Disabled>> {
  const rows = await query<
    Pick<StoredDevice, "kind" | "address"> & { disabled_at: string; disabled_by: string }
  >("select kind, address, disabled_at, disabled_by from device where disabled_at is not null", []);
  return new Map(
    rows.flatMap(({ kind, address, disabled_at, disabled_by }): [string, Disabled][] => {
      const sender = senderOfDevice(kind, address);
      return sender === null ? [] : [[sender, { at: toRfc3339(disabled_at), by: disabled_by }]];
    }),
  );
}

function toStored(row: SenderRow, disabled: ReadonlyMap<string, Disabled>): StoredSender {
  const shown = (text: string | null): string | null => (text === null ? null : toRfc3339(text));
  return {
    name: row.name,
    title: row.title,
    source: row.source,
    firstAt: toRfc3339(row.first_at),
    lastAt: toRfc3339(row.last_at),
    scans: row.scans,
    state: row.state,
    stateAt: shown(row.state_at),
    heartbeatAt: shown(row.heartbeat_at),
    outbox: row.outbox,
    outboxEmptyAt: shown(row.outbox_empty_at),
    clock: row.clock,
    clockAheadSeconds: row.clock_ahead_seconds,
    firmware: row.firmware,
    missing: row.missing,
    numbersTwice: row.twice,
    room: row.room,
    retired:
      row.retired_at === null || row.retired_by === null || row.retired_reason === null
        ? null
        : { at: toRfc3339(row.retired_at), by: row.retired_by, reason: row.retired_reason },
    disabled: disabled.get(row.name) ?? null,
    expectedSilence: row.silence,
  };
}
