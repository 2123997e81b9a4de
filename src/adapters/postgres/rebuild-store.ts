import type pg from "pg";
import type { TallyKind } from "../../app/ingest/ingest-transaction.ts";
import type {
  CountDifference,
  CountedFacts,
  DanglingIds,
  RebuildReading,
  RebuildStore,
  RebuildTransaction,
  WrongRow,
} from "../../app/rebuild/rebuild-store.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { ingestStatements } from "./ingest-statements.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";

/** What is counted, as a rebuild reads and mends it. */
export function rebuildStore(pool: pg.Pool): RebuildStore {
  return {
    read: (work) => inTransaction(pool, beginSnapshot, (client) => work(rebuildReading(client))),
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(rebuildTransaction(client));
      }),
  };
}

/** The same within a transaction that the client has begun. */
export function rebuildWithin(client: pg.ClientBase): RebuildStore {
  return {
    read: (work) => work(rebuildReading(client)),
    write: (work) => work(rebuildTransaction(client)),
  };
}

function rebuildReading(client: pg.ClientBase): RebuildReading {
  const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(text, values)).rows;

  return {
    async instantsWithFacts() {
      const rows = await query<{ at: string }>(
        `select distinct ${quarterOf("occurred_at")} as at from scan where withdrawn_at is null
         union select distinct ${quarterOf("received_at")} from quarantine`,
      );
      return rows.map(({ at }) => toInstant(at));
    },

    async daysWithRecords() {
      const rows = await query<{ day: string }>(
        `select day from tally where kind <> 'repeat'
         union select day from decision_tally`,
      );
      return rows.map(({ day }) => day);
    },

    async countFacts(span) {
      const rows = await query<CountRow>(
        `select ${quarterOf("occurred_at")} as at, coalesce(location, '') as location, decision as kind, count(*) as n
         from scan where occurred_at >= $1 and occurred_at < $2 and withdrawn_at is null group by 1, 2, 3
         union all
         select ${quarterOf("received_at")}, '', 'quarantined', count(*)
         from quarantine where received_at >= $1 and received_at < $2 group by 1`,
        [span.start.toString(), span.end.toString()],
      );
      return rows.map(toCountedFacts);
    },

    async countDecisions(span) {
      const rows = await query<{
        at: string;
        location: string | null;
        sender: string;
        decision: string;
        reason: string | null;
        n: number;
      }>(
        `select ${quarterOf("occurred_at")} as at, location, sender, decision, reason, count(*) as n
         from scan where occurred_at >= $1 and occurred_at < $2 and withdrawn_at is null group by 1, 2, 3, 4, 5`,
        [span.start.toString(), span.end.toString()],
      );
      return rows.map(({ at, ...row }) => ({ at: toInstant(at), ...row }));
    },

    decisionsOf: (day) =>
      query("select day, slot, location, sender, decision, reason, n from decision_tally where day = $1", [
        day,
      ]),

    talliesOf: (day) =>
      query("select day, hour, location, kind, n from tally where day = $1 and kind <> 'repeat'", [day]),

    repeatDifferences: () =>
      query<CountDifference & pg.QueryResultRow>(
        `select coalesce(kept.location, counted.location) as of, kept.n as stored, coalesce(counted.n, 0) as counted
         from (
           select location, sum(n)::bigint as n from tally where kind = 'repeat' group by 1
         ) kept
         full join (
           select coalesce(location, '') as location, sum(repeats)::bigint as n from scan where repeats > 0 group by 1
         ) counted on counted.location = kept.location
         where coalesce(kept.n, 0) <> coalesce(counted.n, 0)
         order by 1`,
      ),

    async countRepeatsOf(location) {
      const rows = await query<CountRow>(
        `select ${quarterOf("occurred_at")} as at, $1::text as location, 'repeat' as kind, sum(repeats)::bigint as n
         from scan where coalesce(location, '') = $1 and repeats > 0 group by 1`,
        [location],
      );
      return rows.map(toCountedFacts);
    },

    senderDifferences: () =>
      query<CountDifference & pg.QueryResultRow>(
        `select coalesce(s.name, c.name) as of, s.scans as stored, coalesce(c.n, 0) as counted
         from sender s full join (${sendersText}) c on c.name = s.name
         where coalesce(s.scans, 0) <> coalesce(c.n, 0)
         order by 1`,
      ),

    async rowsAmiss() {
      const rows = await query<WrongRow & pg.QueryResultRow>(rowsAmissText);
      return rows;
    },

    danglingIds: () => query<DanglingIds & pg.QueryResultRow>(danglingText),
  };
}

/** The columns whose ids name rows of other tables. */
const idColumns = [
  ["scan", "person_id", "person", "id"],
  ["scan", "room_id", "room", "id"],
  ["scan", "named_room_id", "room", "id"],
  ["scan", "first_room_id", "room", "id"],
  ["attempt", "scan_id", "scan", "id"],
  ["mark_revision", "session_id", "session", "id"],
  ["mark_revision", "person_id", "person", "id"],
  ["mark_revision", "policy_version", "policy", "version"],
  ["fact", "session_id", "session", "id"],
  ["fact", "class_id", "class", "id"],
  ["fact", "person_id", "person", "id"],
  ["fact", "room_id", "room", "id"],
] as const;

/** Tables whose rows are as the newest fact about each has them, with their columns, each with its type and what says it. */
const factRows = [
  {
    table: "enrolment",
    columns: [
      ["person_id", "uuid", "f.person_id::text"],
      ["class_id", "uuid", "f.class_id::text"],
      ["from_date", "date", "f.body->>'from'"],
      ["to_date", "date", "f.body->>'to'"],
    ],
  },
  {
    table: "standing_room",
    columns: [
      ["class_id", "uuid", "f.class_id::text"],
      ["room_id", "uuid", "f.room_id::text"],
      ["from_date", "date", "f.body->>'from'"],
      ["to_date", "date", "f.body->>'to'"],
    ],
  },
] as const;

/** Tables in which the start of a session is kept once more, so that what is asked of a time is found there. */
const besideSessions = ["session_room", "session_class"] as const;

/** Tables whose rows follow from sessions and people: one of a session or a person that there is none of is nobody's. */
const ofSeats = ["mark", "attempt"] as const;
const isOfNobody = (
  row: string,
): string => `(not exists (select from session s where s.id = ${row}.session_id)
    or not exists (select from person p where p.id = ${row}.person_id))`;

function newestText(of: (typeof factRows)[number]["table"]): string {
  const { columns = [] } = factRows.find(({ table }) => table === of) ?? {};
  return `select distinct on (f.thing) f.thing as id, f.id as fact, f.seq, ${columns.map(([name, , said]) => `${said} as ${name}`).join(", ")}
    from fact f where f.kind = '${of}' order by f.thing, f.seq desc`;
}

/** In which room each scan is by the newest fact that says so. */
const newestPlace = `select distinct on (f.thing) f.thing as id, f.id as fact, f.seq, f.room_id
    from fact f where f.kind = 'placed' order by f.thing, f.seq desc`;

/** Whoever reads session `s` reads no signature of such halves; where it was signed, that differs from what its facts say. */
const halfSigned = `(s.signed_off_at is null) <> (s.signed_off_by is null) and coalesce((
    select f.body->>'kind' from fact f
    where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' in ('signed_off', 'unsigned', 'reopened')
    order by f.seq desc limit 1
  ), '') <> 'signed_off'`;

/** Whether session `s` begins when a plan of it says, so that its start can be held against others. */
const startIsTold = `exists (
    select from fact f where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' = 'planned'
      and (f.body->'plan'->>'start')::timestamptz = s.starts_at
  )`;

const fieldsText = (fields: readonly string[]): string => `cross join lateral (
    select json_agg(json_build_object(
      'field', 'column ' || name, 'stored', coalesce(kept, 'none'), 'folded', coalesce(said, 'none')
    )) as columns from (values ${fields.join(", ")}) as field (name, kept, said) where kept is distinct from said
  ) amiss where amiss.columns is not null`;

const rowsAmissText = [
  ...factRows.map(
    ({ table, columns }) => `
  select '${table} ' || coalesce(kept.id, n.id) as of, amiss.columns,
    case when n.id is null then '[]'::json else json_build_array(json_build_object(
      'kind', '${table}', 'id', n.fact, 'seq', n.seq, 'said', concat_ws(', ', ${columns.map(([name]) => `'${name} ' || n.${name}`).join(", ")})
    )) end as facts
  from ${table} kept full join (${newestText(table)}) n on n.id = kept.id
  ${fieldsText(columns.map(([name]) => `('${name}', kept.${name}::text, n.${name})`))}`,
  ),
  ...besideSessions.map(
    (table) => `
  select '${table} of session ' || beside.session_id as of, amiss.columns, '[]'::json as facts
  from ${table} beside join session s on s.id = beside.session_id
  ${fieldsText([`('starts_at', beside.starts_at::text, s.starts_at::text)`])} and ${startIsTold}`,
  ),
  ...ofSeats.map(
    (table) => `
  select '${table} of person ' || row.person_id || ' in session ' || row.session_id as of, amiss.columns, '[]'::json as facts
  from ${table} row left join session s on s.id = row.session_id left join person p on p.id = row.person_id
  ${fieldsText(["('session_id', row.session_id::text, s.id::text)", "('person_id', row.person_id::text, p.id::text)"])}`,
  ),
  `
  select 'scan ' || s.id as of, amiss.columns, json_build_array(json_build_object(
    'kind', 'placed', 'id', n.fact, 'seq', n.seq, 'said', concat('room_id ', n.room_id)
  )) as facts
  from (${newestPlace}) n join scan s on s.id = n.id
  ${fieldsText([`('room_id', s.room_id::text, n.room_id::text)`])}`,
  `
  select 'session ' || s.id as of, amiss.columns, '[]'::json as facts
  from session s
  ${fieldsText([`('signed_off_at', s.signed_off_at::text, null)`, `('signed_off_by', s.signed_off_by, null)`])} and ${halfSigned}`,
].join("\n  union all");

/** The distinct ids are few beside the rows, and looked up once each. */
const danglingText = idColumns
  .map(
    ([table, column, named, key]) => `
  select '${table}.${column}' as column, sum(used.n)::int as rows, min(used.id) as example
  from (select ${column}::text as id, ${column} as value, count(*) as n from ${table} where ${column} is not null group by ${column}) used
  where not exists (select from ${named} named where named.${key} = used.value) having count(*) > 0`,
  )
  .join("\n  union all");

function rebuildTransaction(client: pg.ClientBase): RebuildTransaction {
  return {
    ...rebuildReading(client),

    async replaceTallies(day, entries) {
      await client.query("delete from tally where day = $1 and kind <> 'repeat'", [day]);
      await ingestStatements(client).addCounts({ tallies: entries, decisions: [], senders: [], boots: [] });
    },

    async replaceDecisions(day, entries) {
      await client.query("delete from decision_tally where day = $1", [day]);
      await ingestStatements(client).addCounts({ tallies: [], decisions: entries, senders: [], boots: [] });
    },

    async replaceRepeats(location, entries) {
      await client.query("delete from tally where location = $1 and kind = 'repeat'", [location]);
      await ingestStatements(client).addCounts({ tallies: entries, decisions: [], senders: [], boots: [] });
    },

    async mendRows() {
      for (const { table, columns } of factRows) {
        const names = columns.map(([name]) => name);
        await client.query(
          `with newest as (${newestText(table)}), gone as (
             delete from ${table} kept where not exists (select from newest where newest.id = kept.id)
           )
           insert into ${table} (id, ${names.join(", ")})
           select n.id, ${columns.map(([name, type]) => `n.${name}::${type}`).join(", ")} from newest n
           where not exists (select from ${table} kept where kept.id = n.id
             and (${names.map((name) => `kept.${name}::text`).join(", ")}) is not distinct from
               (${names.map((name) => `n.${name}`).join(", ")}))
           on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`,
        );
      }
      await client.query(
        `update scan s set room_id = n.room_id from (${newestPlace}) n
         where s.id = n.id and s.room_id is distinct from n.room_id`,
      );
      await client.query(
        `update session s set signed_off_at = null, signed_off_by = null where ${halfSigned}`,
      );
      for (const table of ofSeats) await client.query(`delete from ${table} row where ${isOfNobody("row")}`);
      for (const table of besideSessions) {
        await client.query(
          `update ${table} beside set starts_at = s.starts_at from session s
           where s.id = beside.session_id and beside.starts_at <> s.starts_at and ${startIsTold}`,
        );
      }
    },

    async recountSenders() {
      await client.query(
        `with counted as (${sendersText}), recounted as (
           update sender s set scans = coalesce(c.n, 0)
           from sender named left join counted c on c.name = named.name
           where s.name = named.name and s.scans <> coalesce(c.n, 0)
         )
         insert into sender (name, source, first_at, last_at, scans)
         select c.name, c.source, c.first_at, c.last_at, c.n from counted c
         where c.n > 0 and not exists (select from sender s where s.name = c.name)`,
      );
    },
  };
}

/** Offsets from UTC change on quarter hours only: a quarter of an hour lies in one local hour whatever the zone. */
function quarterOf(column: string): string {
  return `date_bin('15 minutes', ${column}, timestamptz 'epoch')`;
}

interface CountRow {
  at: string;
  location: string;
  kind: TallyKind;
  n: number;
}

function toCountedFacts({ at, location, kind, n }: CountRow): CountedFacts {
  return { at: toInstant(at), location, kind, n };
}

/**
 * The scans of each sender. A message that came out of quarantine is no news of its sender, so what it became is not
 * counted; such a scan keeps the topic and the time of receipt of its message. What was taken with a clock put right came
 * out of quarantine.
 */
const sendersText = `
  select s.sender as name, min(s.source) as source, min(s.received_at) as first_at, max(s.received_at) as last_at,
    count(*) - coalesce(max(replayed.n), 0) as n
  from scan s
  left join (
    select again.sender, count(distinct q.id) as n
    from quarantine q
    join scan again on again.topic = q.topic and again.received_at = q.received_at
      and again.clock_correction_id is null
    where q.replay_outcome = 'stored'
    group by 1
  ) replayed on replayed.sender = s.sender
  where s.clock_correction_id is null
  group by 1`;
