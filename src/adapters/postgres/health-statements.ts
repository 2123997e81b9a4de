import type pg from "pg";
import { instantOf } from "../../app/facts/instant-of.ts";
import type { NumberedScan, RunSigns, ToldSpan } from "../../app/health/covered-times.ts";
import type {
  AliveSpan,
  DeviceRun,
  DeviceTime,
  HealthTransaction,
  ReaderSince,
} from "../../app/health/health-transaction.ts";
import type { ReaderMove } from "../../app/health/retell-moves.ts";
import { signMovesMs, signOfScan } from "../../app/health/sign-of-scan.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
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

    async putAlive(spans) {
      await run(
        "put-alive",
        `insert into device_alive (device, from_at, to_at, left_at, left_by, first_scan_boot, first_scan_seq)
         select * from unnest(
           $1::text[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[])
         on conflict (device, from_at) do update
         set to_at = excluded.to_at, left_at = excluded.left_at, left_by = excluded.left_by,
           first_scan_boot = excluded.first_scan_boot, first_scan_seq = excluded.first_scan_seq`,
        [
          spans.map(({ device }) => device),
          spans.map(({ from }) => toTimestamptz(from)),
          spans.map(({ to }) => toTimestamptz(to)),
          spans.map(({ left }) => (left === null ? null : toTimestamptz(left.at))),
          spans.map(({ left }) => left?.by ?? null),
          spans.map(({ firstScan }) => firstScan?.bootId ?? null),
          spans.map(({ firstScan }) => firstScan?.number ?? null),
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

    async lastTold(runs) {
      const rows = await run<ToldRow>(
        "last-told",
        `select last.* from unnest($1::text[], $2::text[]) as asked (device, boot_id)
         cross join lateral (
           select ${toldColumns} from device_told t where t.device = asked.device and t.boot_id = asked.boot_id
           order by t.from_at desc limit 1
         ) last`,
        [runs.map(({ device }) => device), runs.map(({ bootId }) => bootId)],
      );
      return rows.map(toTold);
    },

    async putTold(spans) {
      await run(
        "put-told",
        `insert into device_told (device, boot_id, from_at, from_seq, to_at, to_seq)
         select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[], $6::bigint[])
         on conflict (device, boot_id, from_at) do update set to_at = excluded.to_at, to_seq = excluded.to_seq`,
        [
          spans.map(({ run: { device } }) => device),
          spans.map(({ run: { bootId } }) => bootId),
          spans.map(({ span }) => timestamp(span.from.at)),
          spans.map(({ span }) => span.from.number),
          spans.map(({ span }) => timestamp(span.to.at)),
          spans.map(({ span }) => span.to.number),
        ],
      );
    },

    async readersNow(readers) {
      const rows = await run<
        { reader: string; room_id: string | null; moved_at: string | null } & Nullable<AliveRow>
      >(
        "readers-now",
        `select asked.reader, m.room_id, m.from_at as moved_at, last.*
         from unnest($1::text[]) as asked (reader)
         left join lateral (
           select m.room_id, m.from_at from reader_move m where m.reader = asked.reader order by m.from_at desc limit 1
         ) m on true
         left join lateral (
           select ${aliveColumns} from device_alive a where a.device = asked.reader order by a.from_at desc limit 1
         ) last on true`,
        [readers],
      );
      return rows.map((row) => {
        const { device, from_at, to_at, left_at, left_by, first_scan_boot, first_scan_seq } = row;
        return {
          reader: row.reader,
          move:
            row.room_id === null || row.moved_at === null
              ? null
              : { room: row.room_id, from: toInstant(row.moved_at) },
          alive:
            device === null || from_at === null || to_at === null
              ? null
              : toAlive({ device, from_at, to_at, left_at, left_by, first_scan_boot, first_scan_seq }),
        };
      });
    },

    async movesFrom(asked) {
      const rows = await run<MoveRow & { reader: string }>(
        "moves-from",
        `select 1 as n, m.reader, m.room_id, m.from_at from ${readersSince}
         join reader_move m on m.reader = asked.reader and ${movesFromBefore("asked.reader", "asked.from_at")}
         order by m.reader, m.from_at`,
        sinceOf(asked),
      );
      return movesByReader(rows);
    },

    async putMoves(changed) {
      await run(
        "drop-moves",
        `delete from reader_move m using ${readersSince}
         where m.reader = asked.reader and ${movesFromBefore("asked.reader", "asked.from_at")}`,
        sinceOf(changed),
      );
      const moves = changed.flatMap(({ reader, moves: those }) => those.map((move) => ({ reader, ...move })));
      await run(
        "put-moves",
        `insert into reader_move (reader, from_at, room_id)
         select * from unnest($1::text[], $2::timestamptz[], $3::uuid[])`,
        [
          moves.map(({ reader }) => reader),
          moves.map(({ from }) => toTimestamptz(from)),
          moves.map(({ room }) => room),
        ],
      );
    },

    async roomSteps(asked) {
      const rows = await run<MoveRow & { reader: string }>(
        "room-steps",
        `select 1 as n, asked.reader, step.room_id, step.from_at
         from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as asked (reader, from_at, to_at)
         cross join lateral (
           select place.room_id, place.from_at, lag(place.room_id) over (order by place.from_at) as before from (
             select s.occurred_at as from_at, (array_agg(s.room_id order by s.room_id desc))[1] as room_id from scan s
             where s.source = 'native' and s.sender = asked.reader and s.occurred_at >= asked.from_at
               and (asked.to_at is null or s.occurred_at < asked.to_at) and s.room_id is not null
               and s.withdrawn_at is null
             group by s.occurred_at
           ) place
         ) step
         where step.before is distinct from step.room_id
         order by asked.reader, step.from_at`,
        [...sinceOf(asked), asked.map(({ to }) => (to === null ? null : toTimestamptz(to)))],
      );
      return movesByReader(rows);
    },

    async lastScannedBefore(asked) {
      const rows = await run<{ device: string; at: string | null }>(
        "last-scanned-before",
        `select asked.device, coalesce(
           (select a.to_at from device_alive a where a.device = asked.device and a.from_at < asked.at
             and a.to_at < asked.at and a.first_scan_seq is not null order by a.from_at desc limit 1),
           (select a.to_at from device_alive a where a.device = asked.device and a.from_at < asked.at
             and a.to_at < asked.at order by a.from_at limit 1),
           (select min(m.from_at) from reader_move m where m.reader = asked.device)
         ) as at
         from unnest($1::text[], $2::timestamptz[]) as asked (device, at)`,
        [asked.map(({ device }) => device), asked.map(({ at }) => toTimestamptz(at))],
      );
      return rows.flatMap(({ device, at }) => (at === null ? [] : [{ device, at: toInstant(at) }]));
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

    async livesAround(asked) {
      const spans = await run<AliveRow & { n: number }>(
        "lives-around",
        `select asked.n, ${aliveColumns}
         from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
         join device_alive a on a.device = asked.device
           and a.from_at <= coalesce(asked.to_at, 'infinity') and a.from_at >= coalesce(
             (select max(b.from_at) from device_alive b where b.device = asked.device and b.from_at <= asked.from_at),
             asked.from_at)
         order by asked.n, a.from_at`,
        timesOf(asked),
      );
      const beyond = await run<{ first_at: string | null; next_at: string | null }>(
        "alive-beyond",
        `select (select min(a.from_at) from device_alive a where a.device = asked.device) as first_at,
           (select min(a.from_at) from device_alive a where a.device = asked.device and a.from_at > asked.to_at) as next_at
         from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
         order by asked.n`,
        timesOf(asked),
      );
      const byAsked = groupBy(spans);
      return asked.map((_, at) => {
        const { first_at: first = null, next_at: next = null } = beyond[at] ?? {};
        return {
          firstAlive: first === null ? null : toInstant(first),
          alive: (byAsked.get(at + 1) ?? []).map(toAlive),
          next: next === null ? null : toInstant(next),
        };
      });
    },

    async recordsAround(asked) {
      const times = timesOf(asked);
      const moves = groupBy(
        await run<MoveRow>(
          "moves-around",
          `select asked.n, m.room_id, m.from_at
           from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
           join reader_move m on m.reader = asked.device and m.from_at <= coalesce(asked.to_at, 'infinity')
             and ${movesSince("asked.device", "asked.from_at")}
           order by asked.n, m.from_at`,
          times,
        ),
      );
      const told = groupBy(
        await run<ToldRow & { n: number }>(
          "told-around",
          // Of each run all that touches the time, the last before it and the first after it that tells a number.
          `select distinct asked.n, ${toldColumns}
           from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
           cross join lateral (
             select ${toldColumns} from device_told t
             where t.device = asked.device and t.to_at >= asked.from_at and t.from_at <= coalesce(asked.to_at, 'infinity')
             union all
             (select ${toldColumns} from device_told t where t.device = asked.device and t.to_at < asked.from_at
              order by t.to_at desc limit 1)
             union all
             (with next as (
               select * from device_told t where t.device = asked.device and t.to_at > asked.to_at and t.from_at > asked.to_at
               order by t.to_at limit 1
             )
             select ${toldColumns} from next t
             union all
             -- A birth tells no number: what comes after it in its run does.
             select ${toldColumns} from next cross join lateral (
               select * from device_told t
               where t.device = next.device and t.boot_id = next.boot_id and t.from_at > next.from_at
               order by t.from_at limit 1
             ) t
             where next.to_seq = 0 and next.to_at = next.from_at)
           ) t`,
          times,
        ),
      );
      const scans = groupBy(
        await run<ScanRow>(
          "numbers-around",
          // By what their devices say, and as much to either side as what was sent at once may have been recorded off that, and
          // as a reader may be silent: the next that was heard tells whether it was. Beyond it, of several at one instant, as
          // when a class leaves, the one next to the time in number. All between two of these with few numbers between them.
          // Where many are, or it is the first or the last, what is next to it by number, as far as one of which something tells
          // when it was recorded; and what of lower numbers tells whether a clock went back: the last that was heard, and the
          // last date since. Asked at each missing number, that would cost the square of what a device kept.
          `with near as materialized (
             select asked.n, s.*
             from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
             cross join lateral (
               select asked.from_at - ${signMoves} as from_at, asked.to_at + ${signMoves} as to_at
             ) near
             cross join lateral (
               select ${scanColumns} from scan s
               where s.source = 'native' and s.sender = asked.device and s.occurred_at >= near.from_at
                 and s.occurred_at <= coalesce(near.to_at, 'infinity') and ${numbered}
               union all
               (select ${scanColumns} from scan s
                where s.source = 'native' and s.sender = asked.device and s.occurred_at < near.from_at and ${numbered}
                  and ${timed("s")}
                  and not (${misdated})
                order by s.occurred_at desc, s.boot_seq desc limit 1)
               union all
               (select ${scanColumns} from scan s
                where s.source = 'native' and s.sender = asked.device and s.occurred_at > near.to_at and ${numbered}
                  and ${timed("s")}
                  and not (${misdated})
                order by s.occurred_at, s.boot_seq limit 1)
             ) s
           ), placed as (
             select s.*, lag(s.boot_seq) over (partition by s.n, s.boot_id order by s.boot_seq) as before,
               lead(s.boot_seq) over (partition by s.n, s.boot_id order by s.boot_seq) as after
             from near s
           )
           select s.n, ${scanColumns} from near s
           union
           select later.n, s.* from placed later cross join lateral (
             (select ${scanColumns} from scan s where ${earlierInRun("s", "later")} and ${heard("s")}
              order by s.boot_seq desc limit 1)
             union all
             (select ${scanColumns} from scan s where ${sinceHeard("s", "later")} and not s.live and ${numbered}
              order by s.occurred_at desc limit 1)
             union all
             select ${scanColumns} from scan s where ${earlierInRun("s", "later")} and not (${datedBeforeTold()})
               and s.boot_seq >= coalesce((select t.boot_seq from scan t where ${earlierInRun("t", "later")} and ${timed("t")}
                 order by t.boot_seq desc limit 1), 0)
           ) s
           where later.before is null or later.boot_seq - later.before > ${fewNumbers}
           union
           select earlier.n, s.* from placed earlier cross join lateral (
             select ${scanColumns} from scan s where ${laterInRun("s", "earlier")} and not (${datedBeforeTold()})
               and s.boot_seq <= coalesce((select t.boot_seq from scan t where ${laterInRun("t", "earlier")} and ${timed("t")}
                 order by t.boot_seq limit 1), earlier.boot_seq + ${mostKept})
           ) s
           where earlier.after is null or earlier.after - earlier.boot_seq > ${fewNumbers}
           union
           select later.n, ${scanColumns} from placed later join scan s on s.sender = later.sender and s.boot_id = later.boot_id
             and s.boot_seq > later.before and s.boot_seq < later.boot_seq and s.withdrawn_at is null
             and not (${datedBeforeTold()})
           where later.boot_seq - later.before between 2 and ${fewNumbers}
           union
           select asked.n, ${scanColumns}
           from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (device, from_at, to_at, n)
           join device_told t on t.device = asked.device and t.from_at <= coalesce(asked.to_at, 'infinity')
             and t.to_at >= coalesce(
               (select max(b.to_at) from device_told b where b.device = asked.device and b.to_at < asked.from_at),
               asked.from_at)
           left join lateral (
             select n.to_seq from device_told n where n.device = t.device and n.boot_id = t.boot_id and n.from_at > t.from_at
             order by n.from_at limit 1
           ) next on true
           join scan s on s.sender = t.device and s.boot_id = t.boot_id and not (${timed("s")})
             and s.withdrawn_at is null and s.boot_seq > t.from_seq
             and s.boot_seq <= least(t.from_seq + ${mostKept}, coalesce(next.to_seq, t.to_seq + ${mostKept}))`,
          times,
        ),
      );
      return asked.map((_, at) => ({
        moves: (moves.get(at + 1) ?? []).map(toMove),
        runs: runsOf((told.get(at + 1) ?? []).map(toTold), scans.get(at + 1) ?? []),
      }));
    },
  };
}

type Nullable<Row> = { [Key in keyof Row]: Row[Key] | null };

function timesOf(asked: readonly DeviceTime[]): unknown[] {
  return [
    asked.map(({ device }) => device),
    asked.map(({ from }) => toTimestamptz(from)),
    asked.map(({ to }) => (to === null ? null : toTimestamptz(to))),
  ];
}

function groupBy<Row extends { readonly n: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.n);
    if (group) group.push(row);
    else groups.set(row.n, [row]);
  }
  return groups;
}

/** The signs of each run apart. */
function runsOf(
  told: readonly { readonly run: DeviceRun; readonly span: ToldSpan }[],
  scans: readonly ScanRow[],
): readonly RunSigns[] {
  const runs = new Map<string, { told: ToldSpan[]; scans: NumberedScan[] }>();
  const of = (bootId: string): { told: ToldSpan[]; scans: NumberedScan[] } => {
    const known = runs.get(bootId);
    if (known) return known;
    const begun = { told: [], scans: [] };
    runs.set(bootId, begun);
    return begun;
  };
  for (const { run, span } of told) of(run.bootId).told.push(span);
  for (const { boot_id, boot_seq, occurred_at, received_at, live, clock_suspect } of scans) {
    const scan = { occurredAt: toInstant(occurred_at), receivedAt: toInstant(received_at), live };
    of(boot_id).scans.push({ number: boot_seq, ...signOfScan({ ...scan, clockSuspect: clock_suspect }) });
  }
  return [...runs.values()];
}

/** How far a right clock may be off. */
const clockMoves = `interval '${signMovesMs} milliseconds'`;

/** Between two scans with no more numbers than so many, all scans are read. */
const fewNumbers = 500;

/** No more scans than a device keeps in a silence are looked for by their numbers. */
const mostKept = 10_000;

/**
 * Numbered, and one whose device dates it: kept by a clock that can be believed, or sent at once, and recorded when it was
 * received. One that waited has no time either (`signOfScan`), and is found by what its device says.
 */
const numbered = `s.boot_id is not null and (s.live or not s.clock_suspect) and s.withdrawn_at is null
  and not (${datedBeforeTold()})`;

const scanColumns = "s.sender, s.boot_id, s.boot_seq, s.occurred_at, s.received_at, s.live, s.clock_suspect";

/** In words of the store what `isDatedBeforeTold` says of a scan. */
function datedBeforeTold(): string {
  return `not s.live and not s.clock_suspect and exists (
    select 1 from device_told e cross join lateral (values
      (e.from_at, e.from_seq, e.from_seq > 0), (e.to_at, e.to_seq, e.to_seq > 0 or e.to_at > e.from_at)
    ) as told (at, seq, said)
    where e.device = s.sender and e.boot_id = s.boot_id and told.said and told.seq < s.boot_seq
      and told.at > s.occurred_at + ${clockMoves})`;
}

/** A scan that `signOfScan` takes for heard when it was made. */
const heard = (scan: string): string => `${scan}.live and
  ${scan}.received_at - ${scan}.occurred_at between -${clockMoves} and ${clockMoves}`;

/** One of which \`signOfScan\` tells when it was recorded. */
const timed = (scan: string): string => `(${heard(scan)} or not (${scan}.live or ${scan}.clock_suspect))`;

/** One that was recorded before another, in the same run. */
const earlierInRun = (scan: string, later: string): string => `${scan}.sender = ${later}.sender
  and ${scan}.boot_id = ${later}.boot_id and ${scan}.boot_seq < ${later}.boot_seq
  and ${scan}.boot_seq >= ${later}.boot_seq - ${mostKept} and ${scan}.withdrawn_at is null`;

/** One that was recorded after another, in the same run. */
const laterInRun = (scan: string, earlier: string): string => `${scan}.sender = ${earlier}.sender
  and ${scan}.boot_id = ${earlier}.boot_id and ${scan}.boot_seq > ${earlier}.boot_seq
  and ${scan}.boot_seq <= ${earlier}.boot_seq + ${mostKept} and ${scan}.withdrawn_at is null`;

/** Those of lower numbers, from the last one on that was heard when it was made. */
const sinceHeard = (scan: string, later: string): string => `${earlierInRun(scan, later)}
  and ${scan}.boot_seq >= coalesce((select h.boot_seq from scan h where ${earlierInRun("h", later)} and ${heard("h")}
    order by h.boot_seq desc limit 1), 0)`;

/** In words of the store what `withoutMisdated` leaves out of a run. */
const misdated = `not s.live and exists (select 1 from scan e where ${sinceHeard("e", "s")}
  and case when e.live then ${heard("e")} and e.received_at > s.occurred_at + ${clockMoves}
    else not e.clock_suspect and e.occurred_at > s.occurred_at + ${clockMoves} end)`;

const signMoves = `interval '${signMovesMs + patienceMs} milliseconds'`;

/** Of a reader's moves the last before an instant and all from it on; all of them where there is none before. */
function movesFromBefore(reader: string, from: string): string {
  return `m.from_at >= coalesce(
    (select max(b.from_at) from reader_move b where b.reader = ${reader} and b.from_at < ${from}::timestamptz),
    '-infinity')`;
}

/** Of a reader's moves the last by an instant and all from it on; all of them where there is none by then. */
function movesSince(reader: string, from: string): string {
  return `m.from_at >= coalesce(
    (select max(b.from_at) from reader_move b where b.reader = ${reader} and b.from_at <= ${from}::timestamptz),
    '-infinity')`;
}

interface ScanRow {
  n: number;
  boot_id: string;
  boot_seq: number;
  occurred_at: string;
  received_at: string;
  live: boolean;
  clock_suspect: boolean;
}

interface MoveRow {
  n: number;
  room_id: string;
  from_at: string;
}

/** Readers, each with an instant: $1 and $2. */
const readersSince = "unnest($1::text[], $2::timestamptz[]) as asked (reader, from_at)";

const sinceOf = (asked: readonly ReaderSince[]): [string[], string[]] => [
  asked.map(({ reader }) => reader),
  asked.map(({ from }) => toTimestamptz(from)),
];

function movesByReader(
  rows: readonly (MoveRow & { readonly reader: string })[],
): ReadonlyMap<string, readonly ReaderMove[]> {
  const moves = new Map<string, ReaderMove[]>();
  for (const row of rows) {
    const others = moves.get(row.reader);
    if (others) others.push(toMove(row));
    else moves.set(row.reader, [toMove(row)]);
  }
  return moves;
}

const toMove = ({ room_id, from_at }: MoveRow): ReaderMove => ({ room: room_id, from: toInstant(from_at) });

interface ToldRow {
  device: string;
  boot_id: string;
  from_at: string;
  from_seq: number;
  to_at: string;
  to_seq: number;
}

const toldColumns = "t.device, t.boot_id, t.from_at, t.from_seq, t.to_at, t.to_seq";

function toTold(row: ToldRow): { readonly run: DeviceRun; readonly span: ToldSpan } {
  return {
    run: { device: row.device, bootId: row.boot_id },
    span: {
      from: { at: toInstant(row.from_at).epochMilliseconds, number: row.from_seq },
      to: { at: toInstant(row.to_at).epochMilliseconds, number: row.to_seq },
    },
  };
}

const timestamp = (at: number): string => toTimestamptz(instantOf(at));

interface AliveRow {
  device: string;
  from_at: string;
  to_at: string;
  left_at: string | null;
  left_by: "itself" | "will" | null;
  first_scan_boot: string | null;
  first_scan_seq: number | null;
}

const aliveColumns =
  "a.device, a.from_at, a.to_at, a.left_at, a.left_by, a.first_scan_boot, a.first_scan_seq";

function toAlive(row: AliveRow): AliveSpan {
  return {
    device: row.device,
    from: toInstant(row.from_at),
    to: toInstant(row.to_at),
    left:
      row.left_at === null || row.left_by === null ? null : { at: toInstant(row.left_at), by: row.left_by },
    firstScan:
      row.first_scan_boot === null || row.first_scan_seq === null
        ? null
        : { bootId: row.first_scan_boot, number: row.first_scan_seq },
  };
}
