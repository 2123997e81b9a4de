import type pg from "pg";
import type { IngestTransaction } from "../../app/ingest/ingest-transaction.ts";
import { findByCode } from "../../domain/kernel/code-key.ts";
import { insertScans } from "./add-scans.ts";
import { factTransaction } from "./fact-transaction.ts";
import { healthStatements } from "./health-statements.ts";
import { type PlacementRow, placementsText, toPlacement } from "./placement-rows.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

const hex = (bytes: Buffer): string => bytes.toString("hex");
const bytesOf = (text: string): Buffer => Buffer.from(text, "hex");
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The statements of an ingest transaction, over a client that has begun one. Each is prepared once.
 *
 * @param addScans how scans are added; by looking for each key unless something else is given
 */
export function ingestStatements(
  client: pg.ClientBase,
  addScans: IngestTransaction["addScans"] = (scans) => insertScans(client, scans),
): IngestTransaction {
  async function run<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> {
    const { rows } = await client.query<Row>({ name, text, values });
    return rows;
  }

  const timetable = factTransaction(client);
  return {
    timetable,
    // Everything that is stored.
    holds: () => true,
    beyond: async () => timetable,
    health: healthStatements(client),

    async takeSeqs(count) {
      const [row] = await run<{ seq: number }>(
        "take-seqs",
        "update change_counter set seq = seq + $1 returning seq",
        [count],
      );
      if (!row) throw new Error("the store has no change counter");
      return row.seq - count + 1;
    },

    async findPersons(asked) {
      const rows = await run<{ person_id: string | null }>(
        "find-persons",
        `select i.person_id
         from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (scheme, value, at, n)
         left join identifier i on i.scheme = asked.scheme and i.value = asked.value
           and i.valid_from <= asked.at and (i.valid_to is null or asked.at < i.valid_to)
         order by asked.n`,
        [
          asked.map(({ scheme }) => scheme),
          asked.map(({ value }) => value),
          asked.map(({ at }) => toTimestamptz(at)),
        ],
      );
      return rows.map(({ person_id }) => person_id);
    },

    async findRooms(names) {
      const rows = await run<{ room_id: string | null }>(
        "find-rooms",
        `select r.room_id
         from unnest($1::text[]) with ordinality as asked (name, n)
         left join room_name r on r.name = asked.name
         order by asked.n`,
        [names],
      );
      const found = rows.map(({ room_id }) => room_id);
      if (!found.includes(null)) return found;
      // Spelt in another way than any of them, it may still mean one.
      const all = await run<{ name: string; room_id: string }>(
        "all-room-names",
        "select name, room_id from room_name order by name",
        [],
      );
      const find = findByCode(all.map(({ name, room_id }) => [name, room_id] as const));
      return names.map((name, at) => found[at] ?? find(name));
    },

    async placementsOf(senders) {
      const rows = await run<PlacementRow>("placements-of", placementsText, [senders]);
      return rows.map(toPlacement);
    },

    async findRepeated(asked) {
      const rows = await run<{ id: string | null }>(
        "find-repeated",
        `select same.id
         from unnest($1::text[], $2::bytea[], $3::timestamptz[]) with ordinality
           as asked (sender, content_hash, since, n)
         left join lateral (
           select s.id from scan s
           where s.sender = asked.sender and s.content_hash = asked.content_hash
             and s.external_id is null and s.qos > 0 and s.received_at >= asked.since and s.withdrawn_at is null
           order by s.received_at limit 1
         ) same on true
         order by asked.n`,
        [
          asked.map(({ sender }) => sender),
          asked.map(({ contentHash }) => bytesOf(contentHash)),
          asked.map(({ since }) => toTimestamptz(since)),
        ],
      );
      return rows.map(({ id }) => id);
    },

    async addClockCorrections(corrections) {
      await run(
        "add-clock-corrections",
        `insert into clock_correction (id, sender, ahead_seconds, reason, actor, role, at)
         select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
         on conflict (id) do nothing`,
        [
          corrections.map(({ id }) => id),
          corrections.map(({ sender }) => sender),
          corrections.map(({ aheadSeconds }) => aheadSeconds),
          corrections.map(({ reason }) => reason),
          corrections.map(({ actor }) => actor.id),
          corrections.map(({ actor }) => actor.role),
          corrections.map(({ at }) => toTimestamptz(at)),
        ],
      );
    },

    addScans,

    async findScansByKey(keys) {
      const rows = await run<{ sender: string; external_id: string; id: string; content_hash: Buffer }>(
        "find-scans-by-key",
        `select s.sender, s.external_id, s.id, s.content_hash
         from unnest($1::text[], $2::text[]) as asked (sender, external_id)
         join scan s on s.sender = asked.sender and s.external_id = asked.external_id and s.withdrawn_at is null`,
        [keys.map(({ sender }) => sender), keys.map(({ externalId }) => externalId)],
      );
      return rows.map((row) => ({
        sender: row.sender,
        externalId: row.external_id,
        id: row.id,
        contentHash: hex(row.content_hash),
      }));
    },

    async countRepeats(scanIds) {
      await run(
        "count-repeats",
        `update scan set repeats = repeats + again.n
         from (select id, count(*) as n from unnest($1::uuid[]) as given (id) group by id) again
         where scan.id = again.id`,
        [scanIds],
      );
    },

    async addQuarantine(rows) {
      await run(
        "add-quarantine",
        `insert into quarantine
           (id, seq, received_at, topic, source, sender, qos, retained, code, detail, payload, payload_bytes, payload_sha256)
         select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::smallint[],
           $8::boolean[], $9::text[], $10::text[], $11::bytea[], $12::int[], $13::bytea[])`,
        [
          rows.map(({ id }) => id),
          rows.map(({ seq }) => seq),
          rows.map(({ receivedAt }) => receivedAt.toString()),
          rows.map(({ topic }) => topic),
          rows.map(({ source }) => source),
          rows.map(({ sender }) => sender),
          rows.map(({ qos }) => qos),
          rows.map(({ retained }) => retained),
          rows.map(({ refusal }) => refusal.code),
          rows.map(({ refusal }) => refusal.detail),
          rows.map(({ payload }) => asBuffer(payload)),
          rows.map(({ payloadBytes }) => payloadBytes),
          rows.map(({ payloadSha256 }) => asBuffer(payloadSha256)),
        ],
      );
    },

    async noteReplays(replays) {
      await run(
        "note-replays",
        `update quarantine q set replayed_at = given.at, replay_outcome = given.outcome, scan_id = given.scan
         from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[]) as given (id, at, outcome, scan)
         where q.id = given.id`,
        [
          replays.map(({ id }) => id),
          replays.map(({ at }) => at.toString()),
          replays.map(({ outcome }) => outcome),
          replays.map(({ scan }) => scan),
        ],
      );
    },

    async noteAnswers(answers) {
      await run("note-answers", noteAnswersText, [
        answers.map(({ sender }) => sender),
        answers.map(({ command }) => command.id),
        answers.map(({ command }) => command.name),
        answers.map(({ at }) => toTimestamptz(at)),
        answers.map(({ outcome }) => outcome),
        answers.map(({ detail }) => detail),
      ]);
    },

    async addCounts({ tallies, decisions, senders, boots }) {
      if (tallies.length + decisions.length + senders.length + boots.length === 0) return;
      await run("add-counts", addCountsText, [
        tallies.map(({ day }) => day),
        tallies.map(({ hour }) => hour),
        tallies.map(({ location }) => location),
        tallies.map(({ kind }) => kind),
        tallies.map(({ n }) => n),
        decisions.map(({ day }) => day),
        decisions.map(({ slot }) => slot),
        decisions.map(({ location }) => location),
        decisions.map(({ sender }) => sender),
        decisions.map(({ decision }) => decision),
        decisions.map(({ reason }) => reason),
        decisions.map(({ n }) => n),
        senders.map(({ name }) => name),
        senders.map(({ source }) => source),
        senders.map(({ at }) => toTimestamptz(at)),
        senders.map(({ scans }) => scans),
        senders.map(({ state }) => state?.state ?? null),
        senders.map(({ state }) => state?.at.toString() ?? null),
        senders.map(({ heartbeat }) => heartbeat?.at.toString() ?? null),
        senders.map(({ heartbeat }) => heartbeat?.outbox ?? null),
        senders.map(({ heartbeat }) => heartbeat?.clock ?? null),
        senders.map(({ heartbeat }) => heartbeat?.aheadSeconds ?? null),
        boots.map(({ sender }) => sender),
        boots.map(({ bootId }) => bootId),
        boots.map(({ firstSeq }) => firstSeq),
        boots.map(({ lastSeq }) => lastSeq),
        boots.map(({ scans }) => scans),
        senders.map(({ firmware }) => firmware),
      ]);
    },
  };
}

/** Without an id the oldest that is open of that sender is meant: it has at most one of each name. */
const noteAnswersText = `
  update device_command c set answered_at = meant.at, outcome = meant.outcome, detail = meant.detail
  from (
    select distinct on (open.id) open.id, given.at, given.outcome, given.detail
    from unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
      with ordinality as given (sender, id, name, at, outcome, detail, n)
    cross join lateral (
      select d.id from device_command d
      where d.sender = given.sender and d.answered_at is null and (d.id = given.id
        or given.id is null and d.expires_at > given.at and d.name = coalesce(given.name, d.name))
      order by d.given_at limit 1
    ) open
    order by open.id, given.n
  ) meant where c.id = meant.id`;

/** Each of the four knows nothing of the others: they are one statement for the sake of the way there and back. */
const addCountsText = `
  with tallied as (
    insert into tally (day, hour, location, kind, n)
    select * from unnest($1::date[], $2::smallint[], $3::text[], $4::text[], $5::bigint[])
    on conflict (day, location, kind, hour) do update set n = tally.n + excluded.n
  ), decided as (
    insert into decision_tally (day, slot, location, sender, decision, reason, n)
    select * from unnest($6::date[], $7::smallint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])
    on conflict (day, location, sender, decision, reason, slot) do update set n = decision_tally.n + excluded.n
  ), sent as (
    insert into sender as s
      (name, source, first_at, last_at, scans, state, state_at, heartbeat_at, outbox, clock, clock_ahead_seconds,
       firmware)
    select name, source, at, at, scans, state, state_at, heartbeat_at, outbox, clock, ahead, firmware
    from unnest($13::text[], $14::text[], $15::timestamptz[], $16::bigint[], $17::text[], $18::timestamptz[],
      $19::timestamptz[], $20::int[], $21::text[], $22::bigint[], $28::text[])
      as given (name, source, at, scans, state, state_at, heartbeat_at, outbox, clock, ahead, firmware)
    on conflict (name) do update
    set last_at = greatest(s.last_at, excluded.last_at), scans = s.scans + excluded.scans,
      -- Whoever speaks after it was said to have gone is there, as stateAfter says within a batch.
      state = case when excluded.state is null and s.state = 'offline' then 'online'
        else coalesce(excluded.state, s.state) end,
      state_at = case when excluded.state is null and s.state = 'offline' then excluded.last_at
        else coalesce(excluded.state_at, s.state_at) end,
      heartbeat_at = coalesce(excluded.heartbeat_at, s.heartbeat_at),
      firmware = coalesce(excluded.firmware, s.firmware),
      outbox = coalesce(excluded.outbox, s.outbox), clock = coalesce(excluded.clock, s.clock),
      -- What a heartbeat does not tell is not known any more.
      clock_ahead_seconds = case when excluded.heartbeat_at is null then s.clock_ahead_seconds
        else excluded.clock_ahead_seconds end
  )
  insert into sender_boot as b (sender, boot_id, first_seq, last_seq, scans)
  select * from unnest($23::text[], $24::text[], $25::bigint[], $26::bigint[], $27::bigint[])
  on conflict (sender, boot_id) do update
  set first_seq = least(b.first_seq, excluded.first_seq), last_seq = greatest(b.last_seq, excluded.last_seq),
    scans = b.scans + excluded.scans`;
