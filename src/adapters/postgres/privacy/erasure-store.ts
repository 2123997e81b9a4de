import { createHash } from "node:crypto";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { AuditEntry } from "../../../app/audit/audit-entry.ts";
import { erasureDeed, stripEntry } from "../../../app/audit/stripped-entry.ts";
import { enrolStudents } from "../../../app/facts/change-timetable.ts";
import { judgeMarks } from "../../../app/marks/judge-marks.ts";
import type { Erasure, ErasureHindrances, ErasureStore } from "../../../app/privacy/erasure.ts";
import {
  patternOfWords,
  spellingsOf,
  withoutWords,
  wordsToLookFor,
} from "../../../app/privacy/known-words.ts";
import type { FiledPerson } from "../../../app/privacy/person-file.ts";
import { appendAudit } from "../audit-store.ts";
import { factTransaction } from "../fact-transaction.ts";
import { beginSnapshot, inTransaction } from "../in-transaction.ts";
import { type PlainRun, plainRun } from "../plain-run.ts";
import { lockRosters } from "../roster-locks.ts";
import { personColumns } from "../sessions-reading.ts";
import { toInstant, toRfc3339 } from "../to-instant.ts";
import { toTimestamptz } from "../to-timestamptz.ts";
import { findFiled, rowsOf, wordsOf } from "./person-file-store.ts";
import { personTables } from "./person-tables.ts";
import { tablesOfAccount } from "./tables-of-account.ts";

type ErasureContext = Parameters<ErasureStore["erase"]>[1];

/** Takes people out of the store. */
export function erasureStore(pool: pg.Pool): ErasureStore {
  return {
    plan: (id, now) =>
      inTransaction(pool, beginSnapshot, async (client) => {
        const run = plainRun(client);
        const person = await findFiled(run, id);
        if (person === null) return null;
        const words = await wordsOf(run, person.ids);
        const counts = await countsOf(run, person.ids, words);
        const sources = await run<{ source: string }>(
          "select distinct source from source_key where id = any($1::uuid[]) and ended_at is null order by source",
          [person.ids],
        );
        return {
          person,
          tables: personTables.map(({ table, title, fate, because }) => ({
            table,
            title,
            fate,
            because,
            rows: counts[table] ?? 0,
          })),
          hindrances: await hindrancesOf(run, person, words, toTimestamptz(now)),
          sources: sources.map(({ source }) => source),
        };
      }),

    async erase(person, context) {
      const known = await inTransaction(pool, beginSnapshot, (client) => readKnown(plainRun(client), person));
      await sweep(pool, person, known);
      const erasure = await inTransaction(pool, "begin", async (client) => {
        await client.query("select set_config('muster.erases', 'on', true)");
        await lockRosters(client);
        return erasePerson(client, person, known, context);
      });
      const found = await inTransaction(pool, beginSnapshot, (client) =>
        lookFor(plainRun(client), known.looked),
      );
      await pool.query("update erasure set found = $2 where id = $1", [erasure.id, JSON.stringify(found)]);
      return { ...erasure, found };
    },

    async missing(ids) {
      const { rows } = await pool.query<{ id: string }>(
        "select asked.id from unnest($1::uuid[]) as asked (id) where not exists (select from erasure e where e.id = asked.id)",
        [ids],
      );
      return rows.map(({ id }) => id);
    },

    async findRecords(records) {
      const { rows } = await pool.query<{
        id: string;
        kind: FiledPerson["kind"];
        own_id: string;
        name: string | null;
      }>(
        `with named as (
           select coalesce(o.merged_into, o.id) as id from person o where o.id = any($1::uuid[])
         )
         select p.id, p.kind, ${personColumns("p")} from person p
         where p.id in (select id from named) or p.merged_into in (select id from named)
         order by p.merged_into is not null, p.id`,
        [records],
      );
      const [first, ...others] = rows;
      if (first === undefined) return null;
      const { id, kind, own_id, name } = first;
      return { ids: [id, ...others.map((other) => other.id)], kind, id: own_id, name };
    },

    async dropWaitingImports({ ids }, { id: by }, now) {
      const words = await inTransaction(pool, beginSnapshot, (client) => wordsOf(plainRun(client), ids));
      await pool.query(
        `update import t set state = 'discarded', settled_at = $3, settled_by = $4
         where t.state = 'preview' and ${ofPerson("import")}`,
        [ids, words, toTimestamptz(now), by],
      );
    },

    async list(limit) {
      const { rows } = await pool.query<ErasureRow>(
        "select id, records, kind, at, by, reason, counts, found from erasure order by at desc, id desc limit $1",
        [limit],
      );
      return rows.map((row) => ({ ...row, at: toInstant(row.at) }));
    },
  };
}

interface ErasureRow extends Omit<Erasure, "at"> {
  at: string;
}

/** By what an erased person is named where something is kept under their id. */
const labelOf = (id: string): string => `erased-${id.replaceAll("-", "").slice(-12)}`;

/** What somebody is known by at the moment of their erasure. */
interface KnownNow {
  /** For columns that hold it alone, however short. */
  readonly words: readonly string[];
  /** For texts: those that are nobody else's as well. */
  readonly looked: readonly string[];
  readonly logins: readonly string[];
  readonly accounts: readonly string[];
  readonly label: string;
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** What takes long to find, and up to which number it was looked for. */
  readonly scans: readonly string[];
  readonly scannedTo: number;
  readonly entries: readonly number[];
  readonly readTo: number;
}

/** The condition by which a table's rows of a person are found, with ids in `$1` and words in `$2`. */
function ofPerson(table: string): string {
  const found = personTables.find((one) => one.table === table);
  if (found === undefined) throw new Error(`${table} is not among what is kept of people`);
  return `(($1::uuid[] is not null and $2::text[] is not null) and (${found.of}))`;
}

const likeAny = (words: readonly string[]): readonly string[] =>
  words.map((word) => `%${word.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`);

/** Entries of the audit log in which the person is told of, or named. Patterns in `$3`. */
const namedInAudit = `(${ofPerson("audit_entry")}
  or lower(concat_ws(' ', t.object, t.before, t.after, t.reason)) like any($3::text[]))`;

async function readKnown(run: PlainRun, { ids }: FiledPerson): Promise<KnownNow> {
  const words = await wordsOf(run, ids);
  const names = await run<{ given_name: string | null; family_name: string | null }>(
    "select given_name, family_name from person where id = any($1::uuid[])",
    [ids],
  );
  const accounts = await run<{ id: string; login: string; name: string }>(
    `select distinct a.id, a.login, a.name from account a join account_person l on l.account_id = a.id
     where l.person_id = any($1::uuid[])`,
    [ids],
  );
  // A card that went on to somebody else is that person's by now.
  const shared = await run<{ value: string }>(
    "select distinct value from identifier where value = any($1::text[]) and person_id <> all($2::uuid[])",
    [words, ids],
  );
  const others = new Set(shared.map(({ value }) => value));
  const own = words.filter((word) => !others.has(word));
  const looked = new Set(
    [...names.map((row) => [row.given_name, row.family_name] as const), [null, null] as const].flatMap(
      ([givenName, familyName]) =>
        wordsToLookFor({ givenName, familyName, words: [...own, ...accounts.map(({ name }) => name)] }),
    ),
  );
  const [numbers] = await run<{ seq: number; read: number }>(
    "select c.seq, h.seq as read from change_counter c, audit_head h",
  );
  const inOrder = [...looked].sort((a, b) => b.length - a.length);
  const scans = await run<{ id: string }>(`select t.id from scan t where ${ofPerson("scan")}`, [ids, words]);
  const entries = await run<{ seq: number }>(`select t.seq from audit_entry t where ${namedInAudit}`, [
    ids,
    words,
    likeAny(inOrder),
  ]);
  return {
    words,
    looked: inOrder,
    counts: await countsOf(run, ids, words),
    scans: scans.map(({ id }) => id),
    scannedTo: numbers?.seq ?? 0,
    entries: entries.map(({ seq }) => seq),
    readTo: numbers?.read ?? 0,
    logins: accounts.map(({ login }) => login),
    accounts: accounts.map(({ id }) => id),
    label: labelOf(ids[0]),
  };
}

async function countsOf(
  run: PlainRun,
  ids: readonly string[],
  words: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of personTables) {
    const [row] = await run<{ n: number }>(rowsOf(table, "count(*)::int as n"), [ids, words]);
    if (row !== undefined && row.n > 0) counts[table.table] = row.n;
  }
  return counts;
}

async function hindrancesOf(
  run: PlainRun,
  { ids, kind }: FiledPerson,
  words: readonly string[],
  now: string,
): Promise<ErasureHindrances> {
  const imports = personTables.find(({ table }) => table === "import");
  const waiting =
    imports === undefined
      ? []
      : await run<{ name: string; state: string }>(rowsOf(imports, "t.name, t.state"), [ids, words]);
  const administrators = await run<{ own: boolean }>(
    `select exists (select from account_person l where l.account_id = r.account_id and l.person_id = any($1::uuid[])) as own
     from account_role r join account a on a.id = r.account_id and a.disabled_at is null
     where r.role = 'administrator' and r.since <= $2 and (r.until is null or r.until > $2)`,
    [ids, now],
  );
  const [ahead] = await run<{ n: number }>(
    `select count(*)::int as n from session s
     where s.starts_at > $2 and s.state = 'scheduled'
       and exists (select from session_staff t where t.session_id = s.id and t.person_id = any($1::uuid[]))`,
    [ids, now],
  );
  return {
    waitingImports: waiting.flatMap(({ name, state }) => (state === "preview" ? [name] : [])),
    lastAdministrator: administrators.length > 0 && administrators.every(({ own }) => own),
    sessionsAhead: kind === "staff" ? (ahead?.n ?? 0) : 0,
  };
}

/** Texts in which somebody may be named who is not the one that the row is of. */
const texts: readonly (readonly [table: string, kind: "text" | "jsonb", columns: readonly string[]])[] = [
  ["fact", "text", ["reason"]],
  ["fact", "jsonb", ["body"]],
  ["session", "text", ["title"]],
  ["mark_revision", "text", ["reason"]],
  ["dispute_word", "text", ["reason"]],
  ["alert", "text", ["because", "acknowledged_note", "retracted_because", "owner"]],
  ["alert", "jsonb", ["evidence", "retracted_evidence"]],
  ["attention_entry", "jsonb", ["body"]],
  ["notification", "text", ["subject", "payload", "error"]],
  ["import", "text", ["name"]],
  ["import", "jsonb", ["changes", "notes", "questions", "warnings"]],
  ["identity_claim", "text", ["reason", "undone_reason"]],
  ["person_merge", "text", ["reason"]],
  ["clock_correction", "text", ["reason", "undone_reason"]],
  ["placement", "text", ["reason", "undone_reason"]],
  ["account", "text", ["disabled_reason"]],
  ["device_note", "text", ["title", "retired_reason"]],
  ["quarantine", "text", ["detail", "topic", "dismissed_reason"]],
  ["scan", "text", ["topic"]],
  ["privacy_request", "text", ["words", "answer"]],
  ["policy", "text", ["reason"]],
  ["erasure", "text", ["reason"]],
];

/** Takes somebody out of texts that are not of them, a table at a time: whoever records waits for none of it for long. */
async function sweep(
  pool: pg.Pool,
  { ids }: FiledPerson,
  { words, looked, label, logins }: KnownNow,
): Promise<void> {
  await pool.query(
    `update quarantine t set payload = '', detail = '', payload_sha256 = sha256('') where ${ofPerson("quarantine")}`,
    [ids, words],
  );
  await pool.query(
    `update import t set content = null, fingerprint = '' where ${ofPerson("import")} and t.state <> 'preview'`,
    [ids, words],
  );
  await replaceAuthors(pool, logins, label);
  if (looked.length === 0) return;
  for (const [table, kind, columns] of texts) {
    const spellings = kind === "text" ? [...looked] : looked.flatMap(spellingsOf);
    const said = (column: string): string => (kind === "text" ? column : `${column}::text`);
    const mended = columns.map((column) => {
      const replaced = `regexp_replace(${said(column)}, $2, $3, 'gi')`;
      return `${column} = ${kind === "text" ? replaced : `(${replaced})::jsonb`}`;
    });
    const any = columns.map((column) => `lower(${said(column)}) like any($1::text[])`);
    await changeKept(pool, `update ${table} set ${mended.join(", ")} where ${any.join(" or ")}`, [
      likeAny(spellings),
      patternOfWords(spellings),
      label,
    ]);
  }
  for (const [table, column] of [
    ["scan", "raw"],
    ["quarantine", "payload"],
  ] as const) {
    await pool.query(
      `update ${table} t set ${column} = '' where exists (
         select from unnest($1::text[]) as known (word)
         where position(convert_to(known.word, 'UTF8') in t.${column}) > 0)`,
      [looked.flatMap(spellingsOf)],
    );
  }
}

/** What is of a person goes, or loses whose it is. Children come before what they refer to. */
async function erasePerson(
  client: pg.PoolClient,
  person: FiledPerson,
  known: KnownNow,
  context: ErasureContext,
): Promise<Erasure> {
  const { ids } = person;
  const { words, looked, label, logins, accounts, counts } = known;
  const { actor, doer, now, today, reason } = context;
  const run = plainRun(client);
  await endEnrolments(client, run, ids, context);

  const own = [ids, words];
  await stripScans(run, ids, known);
  await run(
    `update fact t set reason = null,
       actor = case when t.actor = any($2::text[]) then $3::text else t.actor end,
       body = case when t.kind = 'absence' then jsonb_set(t.body, '{category}', '"erased"') else t.body end
     where ${ofPerson("fact")}`,
    [ids, logins, label],
  );
  await run(`update mark_revision t set reason = null where ${ofPerson("mark_revision")}`, own);
  await run(
    `update notification t set payload = null, subject = '',
       recipient = case when t.audience in ('staff', 'student', 'technician')
         and t.recipient in (select lower(known.word) from unnest($2::text[]) as known (word)) then $3::text else t.recipient end,
       error = case when t.audience = 'student' then null else t.error end
     where ${ofPerson("notification")}`,
    [...own, label],
  );
  for (const table of [
    "notification_alert",
    "notification_answer",
    "mail_choice",
    "attention_entry",
    "alert",
    "dispute_word",
    "dispute",
    "calendar_address",
    "tutoring",
    "source_key",
    "identity_claim",
    "person_merge",
    "class_staff",
    "privacy_request",
  ]) {
    await run(`delete from ${table} t where ${ofPerson(table)}`, own);
  }
  const stripped = await stripAudit(run, ids, known);
  for (const table of tablesOfAccount) {
    await run(`delete from ${table} where account_id = any($1::uuid[])`, [accounts]);
  }
  await run("delete from account where id = any($1::uuid[])", [accounts]);
  // The writer reads all identifiers again, and is not told which they were.
  await run("delete from identifier where person_id = any($1::uuid[])", [ids]);
  await run(
    "update person set given_name = null, family_name = null, email = null where id = any($1::uuid[])",
    [ids],
  );
  await run("insert into identifier (scheme, value, person_id, valid_from) values ($1, $2, $3, $4)", [
    person.kind === "student" ? "student_id" : "username",
    label,
    ids[0],
    toTimestamptz(now),
  ]);
  await run(
    `delete from news where thing = 'identifier' and exists (
       select from unnest($1::text[]) as known (word) where split_part(key, ' ', 2) = known.word)`,
    [words],
  );
  await run("insert into news (seq, thing, key) select seq, 'identifier', null from change_counter");

  const erasure: Erasure = {
    id: context.id ?? uuidv7(),
    records: ids,
    kind: person.kind,
    at: now,
    by: actor.id,
    reason: withoutWords(reason ?? "", looked, label),
    counts,
    found: {},
  };
  await run(
    `insert into erasure (id, records, kind, at, by, reason, counts, found) values ($1, $2, $3, $4, $5, $6, $7, '{}')`,
    [erasure.id, ids, person.kind, toTimestamptz(now), erasure.by, erasure.reason, JSON.stringify(counts)],
  );
  await appendAudit(
    client,
    {
      by: doer,
      deed: erasureDeed,
      object: `person ${ids[0]}`,
      after: { erasure: erasure.id, day: today, counts, stripped: Object.fromEntries(stripped) },
      reason: erasure.reason,
    },
    now,
  );
  return erasure;
}

/** Whoever is erased is expected nowhere any more; what was marked until today stays. */
async function endEnrolments(
  client: pg.PoolClient,
  run: PlainRun,
  ids: readonly string[],
  { actor, now, today }: ErasureContext,
): Promise<void> {
  const lasting = await run<{ id: string; class_id: string; person_id: string; from_date: string }>(
    `select id, class_id, person_id, from_date::text as from_date from enrolment
     where person_id = any($1::uuid[]) and (to_date is null or to_date > $2::date)`,
    [ids, today],
  );
  if (lasting.length === 0) return;
  const timetable = factTransaction(client);
  const context = { actor, now, reason: null };
  const touched = await enrolStudents(
    timetable,
    lasting.map((row) => ({
      id: row.id,
      student: row.person_id,
      class: row.class_id,
      from: row.from_date,
      to: row.from_date > today ? row.from_date : today,
    })),
    context,
  );
  await judgeMarks(timetable, touched, context);
}

/**
 * Scans without what was sent and without who was named. One that lies in the time of a session in which the person has a
 * seat stays of the record, since a mark may rest on it; every other is of nobody from then on.
 */
async function stripScans(
  run: PlainRun,
  ids: readonly string[],
  { words, scans, scannedTo }: KnownNow,
): Promise<void> {
  const own = await run<{ id: string; bears: boolean }>(
    `with margin as (
       select make_interval(mins => max((numbers->>'openBefore')::int)) as before,
         make_interval(mins => max((numbers->>'exitGrace')::int)) as after from policy
     ), seat as (
       select m.session_id from mark m where m.person_id = any($1)
       union select a.session_id from attempt a where a.person_id = any($1)
       union select f.session_id from fact f where f.kind = 'correction' and f.person_id = any($1)
       union select c.session_id from enrolment e join session_class c on c.class_id = e.class_id where e.person_id = any($1)
     ), span as (
       -- Every plan counts: a final session keeps the one that it had when it became final.
       select (f.body->'plan'->>'start')::timestamptz - margin.before as from_at,
         (f.body->'plan'->>'end')::timestamptz + margin.after as to_at
       from seat join fact f on f.session_id = seat.session_id and f.kind = 'session' and f.body->>'kind' = 'planned', margin
     )
     select t.id, t.person_id is not null and t.room_id is not null
       and exists (select from span where t.occurred_at between span.from_at and span.to_at)
       or t.id in (select f.thing from fact f where f.kind = 'identity' and f.person_id = any($1)) as bears
     from scan t where t.id = any($3::uuid[]) or (t.seq > $4 and ${ofPerson("scan")}) order by t.content_hash`,
    [ids, words, scans, scannedTo],
  );
  // Sightings of one moment are told apart by their hashes, so the new ones keep the order.
  const hashes = own.map(() => createHash("sha256").update(uuidv7()).digest("hex")).sort();
  await run(
    `update scan s set raw = '', subject_scheme = null, subject_value = null, external_id = null,
       content_hash = decode(given.hash, 'hex'), person_id = case when given.bears then s.person_id end
     from unnest($1::uuid[], $2::boolean[], $3::text[]) as given (id, bears, hash) where s.id = given.id`,
    [own.map(({ id }) => id), own.map(({ bears }) => bears), hashes],
  );
}

/** Entries of the audit log without the person. @returns what each says since, as its hash, by its number */
async function stripAudit(
  run: PlainRun,
  ids: readonly string[],
  { words, looked, accounts, label, entries, readTo }: KnownNow,
): Promise<ReadonlyMap<number, string>> {
  const rows = await run<AuditEntry>(
    `select seq, at, actor, role, address, deed, object, before, after, reason, encode(salt, 'hex') as salt,
       encode(previous_sha256, 'hex') as previous, encode(sha256, 'hex') as hash
     from audit_entry t where t.seq = any($4::bigint[]) or (t.seq > $5 and ${namedInAudit})
     order by seq`,
    [ids, words, likeAny(looked), entries, readTo],
  );
  // In the log a short id stands for itself as well: the log is of nothing but deeds.
  const everyWord = [...new Set([...looked, ...words])].sort((a, b) => b.length - a.length);
  const own = new Set(accounts);
  const known = (text: string): string => withoutWords(text, everyWord, label);
  const stripped = rows.map((row) => {
    const entry = { ...row, at: toRfc3339(row.at) };
    return stripEntry(entry, known, own.has(entry.actor));
  });
  const all = stripped.map(({ entry }) => entry);
  await run(
    `update audit_entry e set actor = s.actor, role = s.role, address = s.address, object = s.object, before = s.before,
       after = s.after, reason = s.reason, salt = null
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       as s (seq, actor, role, address, object, before, after, reason)
     where e.seq = s.seq`,
    [
      all.map(({ seq }) => seq),
      all.map(({ actor }) => actor),
      all.map(({ role }) => role),
      all.map(({ address }) => address),
      all.map(({ object }) => object),
      all.map(({ before }) => before),
      all.map(({ after }) => after),
      all.map(({ reason }) => reason),
    ],
  );
  return new Map(stripped.map(({ entry, says }) => [entry.seq, says]));
}

/** One statement on a table that is otherwise only added to. */
const changeKept = (pool: pg.Pool, text: string, values: readonly unknown[]): Promise<void> =>
  inTransaction(pool, "begin", async (client) => {
    await client.query("select set_config('muster.erases', 'on', true)");
    await client.query(text, [...values]);
  });

/** Whoever wrote something under their sign-in name did it as somebody who was erased. */
async function replaceAuthors(pool: pg.Pool, logins: readonly string[], label: string): Promise<void> {
  if (logins.length === 0) return;
  const { rows: columns } = await pool.query<{ table: string; column: string }>(
    `select c.relname::text as table, a.attname::text as column from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> 'audit_entry'
       and (a.attname in ('actor', 'by', 'owner') or a.attname like '%\\_by')`,
  );
  for (const { table, column } of columns) {
    const name = pg.escapeIdentifier(column);
    await changeKept(
      pool,
      `update ${pg.escapeIdentifier(table)} t set ${name} = $2
       where t.${name} = any($1::text[]) or exists (
         select from unnest($1::text[]) as own (login) where starts_with(t.${name}, own.login || ', by '))`,
      [logins, label],
    );
  }
}

/** Where any of the words still stands, in whatever column of whatever table that holds texts, JSON or bytes. */
export async function lookFor(
  run: PlainRun,
  words: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const columns = await run<{ table: string; column: string; type: string }>(
    `select c.relname::text as table, a.attname::text as column, format_type(a.atttypid, null) as type from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
       and format_type(a.atttypid, null) in ('text', 'jsonb', 'json', 'bytea', 'text[]', 'jsonb[]', 'character varying')
     order by 1, 2`,
  );
  const found: Record<string, number> = {};
  if (words.length === 0) return found;
  for (const table of new Set(columns.map((column) => column.table))) {
    const held = columns.filter((column) => column.table === table);
    const counts = held.map(({ column, type }, at) => {
      const name = `t.${pg.escapeIdentifier(column)}`;
      const stands =
        type === "bytea"
          ? `exists (select from unnest($1::text[]) as known (word) where position(convert_to(known.word, 'UTF8') in ${name}) > 0)`
          : `lower(${name}::text) like any($2::text[])`;
      return `count(*) filter (where ${stands})::int as n${at}`;
    });
    const spelt = words.flatMap(spellingsOf);
    const [row] = await run<Record<string, number>>(
      // Both are of every statement, whether it has bytes and texts or not.
      `select ${counts.join(", ")} from ${pg.escapeIdentifier(table)} t where $1::text[] is not null and $2::text[] is not null`,
      [spelt, likeAny(spelt)],
    );
    for (const [at, { column }] of held.entries()) {
      const n = row?.[`n${at}`] ?? 0;
      if (n > 0) found[`${table}.${column}`] = n;
    }
  }
  return found;
}
