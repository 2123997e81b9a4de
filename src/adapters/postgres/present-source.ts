import type pg from "pg";
import type { Changed, News, PresentSource, PresentTransaction } from "../../app/present/present-source.ts";
import { type FactRow, factColumns, readFacts } from "./fact-rows.ts";
import { factTransaction, scansWithWords } from "./fact-transaction.ts";
import { healthStatements } from "./health-statements.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { type PlacementRow, placementsText, toPlacement } from "./placement-rows.ts";
import { plainRun } from "./plain-run.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** A scan is read in so small a part of the time that a session, with all that bears on it, takes. */
const scansForOther = 10;

/** `isHeld` the other way round, of `session s`, with the horizon as $2 and $3. */
const isAway = `s.state not in ('open', 'reopened') and (s.opens_at > $3::timestamptz or s.closes_at < $2::timestamptz)`;

/** Runs `work` on one moment of the store. */
export function readPresent<T>(pool: pg.Pool, work: (source: PresentSource) => Promise<T>): Promise<T> {
  return inTransaction(pool, beginSnapshot, (client) => work(presentSource(client)));
}

/** What the present is read from, over a client that has begun a transaction. */
export function presentSource(client: pg.ClientBase): PresentSource {
  const run = plainRun(client);
  const health = healthStatements(client);
  return {
    facts: factTransaction(client),

    async numbers() {
      const [row] = await run<NumbersRow>("select seq, facts_seq, rosters_seq from change_counter", []);
      return toNumbers(row);
    },

    async newsSince(seq, most, { from, to }) {
      const span = [new Date(from).toISOString(), new Date(to).toISOString()];
      const mostAtAll = most * scansForOther;
      const changed = await run<Changed>(
        `select distinct n.thing, n.key from news n
         where n.seq > $1 and not exists (
           select from session s where s.id = case when n.thing = 'session' then n.key::uuid end and ${isAway}
         )
         limit $4`,
        [seq, ...span, mostAtAll + 1],
      );
      const others = changed.filter(({ thing }) => thing !== "scan").length;
      if (others > most || changed.length > mostAtAll) return null;
      const rows = await run<FactRow>(
        `select ${factColumns} from fact f
         where f.seq > $1 and not exists (
           select from session s where s.id = case when f.kind = 'session' then f.session_id end and ${isAway}
         )
         order by f.seq limit $4`,
        [seq, ...span, most + 1],
      );
      if (rows.length > most) return null;
      const away = await run<{ id: string }>(
        `select s.id from session s
         where s.id in (select n.key::uuid from news n where n.seq > $1 and n.thing = 'session') and ${isAway}`,
        [seq, ...span],
      );
      const news: News = {
        changed,
        away: away.map(({ id }) => id),
        facts: readFacts(rows),
        joined: rows.flatMap(({ kind, thing }) =>
          (kind === "identity" || kind === "placed") && thing !== null ? [thing] : [],
        ),
      };
      return news;
    },

    async sessionsBetween(from, to) {
      const rows = await run<{ id: string }>(
        `select id from session where opens_at <= $2 and closes_at >= $1 and starts_at >= $1::timestamptz - interval '8 days'
         union select id from session where state in ('open', 'reopened')`,
        [toTimestamptz(from), toTimestamptz(to)],
      );
      return rows.map(({ id }) => id);
    },

    async enrolmentsOf(classes) {
      const rows = await run<EnrolmentRow>(
        "select id, person_id, class_id, from_date, to_date from enrolment where class_id = any($1::uuid[])",
        [classes],
      );
      return rows.map((row) => ({
        id: row.id,
        student: row.person_id,
        class: row.class_id,
        from: row.from_date,
        to: row.to_date,
      }));
    },

    async identifiers(keys) {
      const rows = await run<IdentifierRow>(
        `select scheme, value, person_id, valid_from, valid_to from identifier
         where $1::text[] is null or scheme || ' ' || value = any($1) and value = any($2::text[])`,
        [keys, keys === null ? null : keys.map((key) => key.slice(key.indexOf(" ") + 1))],
      );
      return rows.map((row) => ({
        scheme: row.scheme,
        value: row.value,
        person: row.person_id,
        from: momentOf(row.valid_from, Number.NEGATIVE_INFINITY),
        to: momentOf(row.valid_to, Number.POSITIVE_INFINITY),
      }));
    },

    async roomNames() {
      const rows = await run<{ name: string; room_id: string }>("select name, room_id from room_name", []);
      return new Map(rows.map(({ name, room_id }) => [name, room_id]));
    },

    async placementsOf(senders) {
      return (await run<PlacementRow>(placementsText, [senders])).map(toPlacement);
    },

    async readersNow(readers) {
      if (readers !== null) return health.readersNow(readers);
      const rows = await run<{ reader: string }>(
        "select reader from reader_move union select device from device_alive",
        [],
      );
      return health.readersNow(rows.map(({ reader }) => reader));
    },

    scansById: (ids) => scansWithWords(run, ids),
  };
}

/** The same in the transaction that records a batch, with the counter in its hands. */
export function presentTransaction(client: pg.ClientBase): PresentTransaction {
  return {
    ...presentSource(client),

    async take(count) {
      const { rows } = await client.query<NumbersRow>({
        name: "take-numbers",
        text: `update change_counter set seq = seq + $1
               returning seq, facts_seq, rosters_seq, set_config('muster.knows', 'on', true)`,
        values: [count],
      });
      const { seq, facts, rosters } = toNumbers(rows[0]);
      return { first: seq - count + 1, before: { seq: seq - count, facts, rosters } };
    },

    async keepsItself(itself) {
      await client.query("select set_config('muster.knows', $1, true)", [itself ? "on" : "off"]);
    },
  };
}

interface NumbersRow {
  seq: number;
  facts_seq: number;
  rosters_seq: number;
}

function toNumbers(row: NumbersRow | undefined): { seq: number; facts: number; rosters: number } {
  if (!row) throw new Error("the store has no change counter");
  return { seq: row.seq, facts: row.facts_seq, rosters: row.rosters_seq };
}

interface EnrolmentRow {
  id: string;
  person_id: string;
  class_id: string;
  from_date: string;
  to_date: string | null;
}

interface IdentifierRow {
  scheme: string;
  value: string;
  person_id: string;
  valid_from: string;
  valid_to: string | null;
}

/** Epoch milliseconds; `unbounded` for a bound that PostgreSQL tells as none or infinite. */
function momentOf(text: string | null, unbounded: number): number {
  return text === null || text.endsWith("infinity") ? unbounded : toInstant(text).epochMilliseconds;
}
