import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import type { TallyKind } from "../../app/ingest/ingest-transaction.ts";
import type {
  CountDifference,
  CountedFacts,
  RebuildReading,
  RebuildStore,
  RebuildTransaction,
  SightedScan,
  StoredPlace,
} from "../../app/rebuild/rebuild-store.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { ingestStatements } from "./ingest-statements.ts";
import { toInstant } from "./to-instant.ts";

/** Rows that a cursor fetches at once: what a rebuild holds of a day. */
const pageSize = 5000;

/** The registers as a rebuild reads and mends them. */
export function rebuildStore(pool: pg.Pool): RebuildStore {
  return {
    read: (work) =>
      inTransaction(pool, beginSnapshot, async (client) => {
        await readCursorsToTheEnd(client);
        return work(rebuildReading(client));
      }),
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await readCursorsToTheEnd(client);
        await client.query("select from change_counter for update");
        return work(rebuildTransaction(client));
      }),
  };
}

/** Without this a cursor is planned for its first rows: a day's scans in order would walk the whole history. */
async function readCursorsToTheEnd(client: pg.ClientBase): Promise<void> {
  await client.query("set local cursor_tuple_fraction = 1");
}

function rebuildReading(client: pg.ClientBase): RebuildReading {
  const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(text, values)).rows;

  return {
    async lastSeq() {
      const [row] = await query<{ seq: number }>("select seq from change_counter");
      if (!row) throw new Error("the store has no change counter");
      return row.seq;
    },

    async instantsWithFacts() {
      const rows = await query<{ at: string }>(
        `select distinct ${quarterOf("occurred_at")} as at from scan
         union select distinct ${quarterOf("received_at")} from quarantine`,
      );
      return rows.map(({ at }) => toInstant(at));
    },

    async daysWithRecords() {
      const rows = await query<{ day: string }>(
        `select local_date as day from standing_session
         union select day from tally where kind <> 'repeat'
         union select day from decision_tally`,
      );
      return rows.map(({ day }) => day);
    },

    async *scansOf(span, afterSeq) {
      const pages = fetchPages<ScanRow>(client, scansText, [
        span.start.toString(),
        span.end.toString(),
        afterSeq,
      ]);
      for await (const rows of pages) yield rows.map(toSightedScan);
    },

    async *placesOf(day) {
      for await (const rows of fetchPages<PlaceRow>(client, placesText, [day])) yield rows.map(toStoredPlace);
    },

    async countFacts(span) {
      const rows = await query<CountRow>(
        `select ${quarterOf("occurred_at")} as at, coalesce(location, '') as location, decision as kind, count(*) as n
         from scan where occurred_at >= $1 and occurred_at < $2 group by 1, 2, 3
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
         from scan where occurred_at >= $1 and occurred_at < $2 group by 1, 2, 3, 4, 5`,
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
  };
}

function rebuildTransaction(client: pg.ClientBase): RebuildTransaction {
  const { takeSeqs, addSessions, addRevisions } = ingestStatements(client);
  return {
    ...rebuildReading(client),
    takeSeqs,
    addSessions,
    addRevisions,

    async takeBackMarks(marks) {
      await client.query(
        `with given as (
           select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::timestamptz[])
             as given (seq, session_id, person_id, revision, policy_version, decided_at)
         ), gone as (
           delete from standing_mark m using given
           where m.session_id = given.session_id and m.person_id = given.person_id
           returning m.session_id, m.person_id, m.first_seen, m.scan_id
         )
         insert into standing_revision
           (seq, session_id, person_id, revision, status, first_seen, scan_id, source, policy_version, decided_at)
         select seq, session_id, person_id, revision, 'expected', first_seen, scan_id, 'automatic', policy_version,
           decided_at
         from given join gone using (session_id, person_id)`,
        [
          marks.map(({ seq }) => seq),
          marks.map(({ sessionId }) => sessionId),
          marks.map(({ personId }) => personId),
          marks.map(({ revision }) => revision),
          marks.map(({ policyVersion }) => policyVersion),
          marks.map(({ decidedAt }) => decidedAt.toString()),
        ],
      );
    },

    async putAttempts(attempts) {
      await client.query(
        `insert into attempt (session_id, person_id, scan_id, attempts)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[])
         on conflict (session_id, person_id) do update
         set scan_id = excluded.scan_id, attempts = excluded.attempts`,
        [
          attempts.map(({ sessionId }) => sessionId),
          attempts.map(({ personId }) => personId),
          attempts.map(({ scanId }) => scanId),
          attempts.map(({ attempts: n }) => n),
        ],
      );
    },

    async removeAttempts(attempts) {
      await client.query(
        `delete from attempt a using unnest($1::uuid[], $2::uuid[]) as given (session_id, person_id)
         where a.session_id = given.session_id and a.person_id = given.person_id`,
        [attempts.map(({ sessionId }) => sessionId), attempts.map(({ personId }) => personId)],
      );
    },

    async replaceTallies(day, entries) {
      await client.query("delete from tally where day = $1 and kind <> 'repeat'", [day]);
      await ingestStatements(client).addTallies(entries);
    },

    async replaceDecisions(day, entries) {
      await client.query("delete from decision_tally where day = $1", [day]);
      await ingestStatements(client).addDecisionTallies(entries);
    },

    async replaceRepeats(location, entries) {
      await client.query("delete from tally where location = $1 and kind = 'repeat'", [location]);
      await ingestStatements(client).addTallies(entries);
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

let cursors = 0;

/** The rows of a statement, a page at a time, through a cursor that ends with the transaction at the latest. */
async function* fetchPages<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[],
): AsyncGenerator<Row[]> {
  cursors += 1;
  const name = `rebuild_${cursors}`;
  await client.query(`declare ${name} no scroll cursor for ${text}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${pageSize} from ${name}`);
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) break;
  }
  await client.query(`close ${name}`);
}

/** Offsets from UTC change on quarter hours only: a quarter of an hour lies in one local hour whatever the zone. */
function quarterOf(column: string): string {
  return `date_bin('15 minutes', ${column}, timestamptz 'epoch')`;
}

const scansText = `
  select s.id, (extract(epoch from s.occurred_at) * 1000000)::bigint as occurred_us,
    encode(s.content_hash, 'hex') as content_hash, s.decision, s.identified, s.direction, s.person_id, s.room_id
  from scan s
  where s.occurred_at >= $1 and s.occurred_at < $2 and s.seq > $3
    and s.person_id is not null and s.room_id is not null
  order by s.seq`;

interface ScanRow {
  id: string;
  occurred_us: number;
  content_hash: string;
  decision: Decision;
  identified: boolean;
  direction: "in" | "out" | null;
  person_id: string;
  room_id: string;
}

function toSightedScan(row: ScanRow): SightedScan {
  return {
    id: row.id,
    occurredAt: Temporal.Instant.fromEpochNanoseconds(BigInt(row.occurred_us) * 1000n),
    contentHash: row.content_hash,
    decision: row.decision,
    identified: row.identified,
    direction: row.direction,
    personId: row.person_id,
    roomId: row.room_id,
  };
}

/** A session keeps the room that its class had that day. */
const placesText = `
  select e.class_id, e.person_id, coalesce(t.room_id, c.standing_room_id) as room_id, t.id as session_id,
    coalesce((
      select max(r.revision) from standing_revision r where r.session_id = t.id and r.person_id = e.person_id
    ), 0) as last_revision,
    m.status, m.first_seen, m.scan_id, a.scan_id as attempt_scan_id, a.attempts
  from (
    select distinct class_id, person_id from enrolment
    where from_date <= $1 and (to_date is null or $1 < to_date)
  ) e
  join class c on c.id = e.class_id
  left join standing_session t on t.class_id = c.id and t.local_date = $1
  left join standing_mark m on m.session_id = t.id and m.person_id = e.person_id
  left join attempt a on a.session_id = t.id and a.person_id = e.person_id
  where coalesce(t.room_id, c.standing_room_id) is not null`;

interface PlaceRow {
  class_id: string;
  person_id: string;
  room_id: string;
  session_id: string | null;
  last_revision: number;
  status: string | null;
  first_seen: string | null;
  scan_id: string | null;
  attempt_scan_id: string | null;
  attempts: number | null;
}

function toStoredPlace(row: PlaceRow): StoredPlace {
  return {
    classId: row.class_id,
    personId: row.person_id,
    roomId: row.room_id,
    sessionId: row.session_id,
    lastRevision: row.last_revision,
    mark:
      row.status === null || row.first_seen === null || row.scan_id === null
        ? null
        : { status: row.status, firstSeen: toInstant(row.first_seen), scanId: row.scan_id },
    attempt:
      row.attempt_scan_id === null || row.attempts === null
        ? null
        : { scanId: row.attempt_scan_id, attempts: row.attempts },
  };
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
 * counted; such a scan keeps the topic and the time of receipt of its message.
 */
const sendersText = `
  select s.sender as name, min(s.source) as source, min(s.received_at) as first_at, max(s.received_at) as last_at,
    count(*) - coalesce(max(replayed.n), 0) as n
  from scan s
  left join (
    select again.sender, count(distinct q.id) as n
    from quarantine q
    join scan again on again.topic = q.topic and again.received_at = q.received_at
    where q.replay_outcome = 'stored'
    group by 1
  ) replayed on replayed.sender = s.sender
  group by 1`;
