import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { firstAttentionRules } from "../../src/app/attention/attention-rules.ts";
import { madeCalendarAddress } from "../../src/contract/http/exports.ts";
import {
  absenceView,
  markExplanationView,
  registerView,
  sessionRow,
} from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { account, asking, posted } from "./rights-school.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

/** What the person is known by, each so odd that nothing else in a store is like it. */
export const known = {
  student: "QX-77410-K",
  given: "Quillhilda",
  family: "Ostrander-Zwölf",
  email: "quillhilda@ostrander.example",
  card: "04E7C2A9B1D380",
  login: "q.ostrander",
  sourceKey: "sis-90817263",
} as const;

export interface KnownPerson {
  readonly served: ServedHere;
  /** Store ids. */
  readonly person: string;
  readonly account: string;
  readonly session: string;
  run(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  ask(word: string, path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/**
 * A school with one student of whom something is in every table that may hold something of a person, and with S2, who
 * sat in the same sessions.
 */
export async function openKnownPerson(): Promise<KnownPerson> {
  const asked = asking();
  const served = await serveHere({}, undefined, asked.who);
  const pool = createPool(served.database.address, { max: 1, name: "test" });
  const run = async (text: string, ...values: unknown[]) =>
    (await pool.query<Record<string, unknown>>(text, values)).rows;
  const made = z.object({ id: z.string() });
  const add = async (what: string, body: object) =>
    (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
  const now = served.clock.now();
  const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
  const staff = await add("staff", { code: "grace" });
  const person = await add("students", {
    code: known.student,
    givenName: known.given,
    familyName: known.family,
    email: known.email,
  });
  const other = await add("students", { code: "S2-OTHER", familyName: "Bystander" });
  await served.ask(
    z.unknown(),
    `/api/v1/roster/people/${person}/identifiers`,
    posted({ scheme: "card_uid", value: known.card, reason: "her card" }),
  );
  await add("rooms", { code: "R1" });
  const of = await add("classes", { code: "OWN", title: "OWN", staff: [staff] });
  for (const student of [person, other]) await add("enrolments", { student, class: of, from: day });
  const { id: session } = await served.ask(
    sessionRow,
    "/api/v1/sessions",
    posted({
      classes: ["OWN"],
      rooms: ["R1"],
      start: now.subtract({ minutes: 2 }).toString(),
      end: now.add({ hours: 1 }).toString(),
    }),
  );

  const device = await served.connect("tcp");
  const scan = { v: 1, occurred_at: served.clock.now().toString(), clock: "ntp", location: "R1" };
  const see = (body: object): Promise<unknown> =>
    device.publishAsync(deviceTopic("main", "hall", "scan"), JSON.stringify({ ...scan, ...body }), {
      qos: 1,
    });
  await see({ event_id: uuidv7(), subject: { scheme: "card_uid", value: known.card } });
  // Somewhere else, where nobody has a session; a claim that is refused; and what cannot be read.
  await see({
    event_id: uuidv7(),
    subject: { scheme: "card_uid", value: known.card },
    location: "library",
  });
  await see({
    event_id: uuidv7(),
    subject: { scheme: "student_id", value: known.student },
    decision: "denied",
  });
  await see({ v: 99, name: `${known.given} ${known.family}`, subject: known.student });
  await device.endAsync();
  await until(async () => {
    const [row] = await run(
      "select (select count(*) from scan) as scans, (select count(*) from quarantine) as refused",
    );
    return Number(row?.scans) >= 3 && Number(row?.refused) >= 1;
  });

  const absence = {
    from: now.add({ hours: 48 }).toString(),
    to: now.add({ hours: 50 }).toString(),
    category: "medical",
    reason: `a visit of ${known.given}`,
  };
  await served.ask(absenceView, "/api/v1/absences", posted({ student: known.student, ...absence }));
  await served.ask(madeCalendarAddress, "/api/v1/calendar-addresses", posted({ person: known.student }));
  const path = `/api/v1/sessions/${session}/marks/${known.student}`;
  const { mark } = await served.ask(markExplanationView, path);
  await served.ask(
    z.unknown(),
    path,
    posted({ to: { status: "absent" }, reason: `${known.given} had left`, revision: mark.revision }),
  );
  const { mark: corrected } = await served.ask(markExplanationView, path);
  const disputed = await served.ask(
    z.object({ id: z.string() }),
    `${path}/disputes`,
    posted({ claimed: "present", reason: "I was there", revision: corrected.revision }),
  );
  await served.ask(registerView, `/api/v1/sessions/${session}`);
  await served.ask(
    z.unknown(),
    `/api/v1/roster/people/${staff}/tutees`,
    posted({ students: [person] }, "PUT"),
  );

  const accountId = uuidv7();
  await run(
    `insert into account (id, login, login_key, name, email, created_at, created_by, roles_changed_at)
     values ($1, $2, $2, $3, $4, now(), 'rita', now())`,
    accountId,
    known.login,
    `${known.given} ${known.family}`,
    known.email,
  );
  await run(
    "insert into account_person (id, account_id, person_id, since, linked_by) values ($1, $2, $3, now(), 'rita')",
    uuidv7(),
    accountId,
    person,
  );
  asked.set("self", {
    ...account("self", ["student"], person),
    id: known.login,
    account: accountId,
  });
  asked.set("dora", account("dora", ["data_protection_officer"], null));
  asked.set("other", account("other", ["student"], other));
  await restOf(run, { person, other, staff, account: accountId, session, dispute: disputed.id });
  const ask = (word: string, at: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${served.url}${at}`, { ...init, headers: { ...init.headers, authorization: word } });
  // Somebody looked, took a file and changed something: it is on the audit log.
  await ask("dora", `/api/v1/students/${known.student}`);
  await ask("self", `/api/v1/people/${known.student}/file`);
  const stop = async (): Promise<void> => {
    await pool.end();
    await served.stop();
  };
  return { served, person, account: accountId, session, run, ask, stop };
}

/** Every place in which any of the words stands: texts, JSON and bytes of every table, in any spelling of capitals. */
export async function placesIn(run: KnownPerson["run"], words: readonly string[]): Promise<string[]> {
  const columns = await run(
    `select c.relname::text as table, a.attname::text as column, a.atttypid = 'bytea'::regtype as bytes
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`,
  );
  const found: string[] = [];
  for (const { table, column, bytes } of columns) {
    const text = bytes === true ? `encode("${column}", 'escape')` : `"${column}"::text`;
    const rows = await run(
      `select distinct sought.sought as word from "${table}", unnest($1::text[]) as sought (sought)
       where strpos(lower(${text}), lower(sought.sought)) > 0`,
      words,
    );
    found.push(...rows.map(({ word }) => `${table}.${column}: ${word}`));
  }
  return found;
}

/** What no short way of the product's own brings about. */
async function restOf(
  run: KnownPerson["run"],
  ids: Readonly<Record<"person" | "other" | "staff" | "account" | "session" | "dispute", string>>,
): Promise<void> {
  const { person, account: of } = ids;
  const alert = uuidv7();
  const notification = uuidv7();
  const name = `${known.given} ${known.family}`;
  await run(
    `insert into alert (id, person_id, rule_id, rule, because, evidence, opened_seq, opened_at, acknowledged_at,
       acknowledged_by, acknowledged_note)
     values ($1, $2, 'low', $4, $3, '{}', 900001, now(), now(), 'rita', $3)`,
    alert,
    person,
    `${name} came rarely`,
    JSON.stringify(firstAttentionRules[0]),
  );
  await run(
    "insert into attention_entry (seq, kind, at, actor, role, alert_id, body) values (900001, 'opened', now(), 'muster', 'monitor', $1, $2)",
    alert,
    JSON.stringify({ student: known.student }),
  );
  await run(
    `insert into notification (id, created_at, channel, recipient, audience, digest_day, subject, alerts, state, settled_at, payload)
     values ($1, now(), 'email', 'office@example.org', 'institution', '2026-11-20', $2, 1, 'sent', now(), $3)`,
    notification,
    `About ${name}`,
    `${name} (${known.student}) came rarely`,
  );
  await run("insert into notification_alert values ($1, $2, 'opened')", notification, alert);
  const answer = uuidv7();
  await run(
    `insert into notification (id, created_at, channel, recipient, audience, subject, alerts, state, next_at, error)
     values ($1, now(), 'email', $2, 'student', 'an answer about a mark', 0, 'waiting', now() + interval '1 day', $3)`,
    answer,
    known.email,
    `450 <${known.email}> is busy`,
  );
  await run(
    "insert into notification_answer (notification_id, person_id, dispute_id, dispute_number) values ($1, $2, $3, 1)",
    answer,
    person,
    ids.dispute,
  );
  await run("insert into mail_choice values ($1, 'answers', 'her-token', now())", known.email);
  await run(
    `insert into notification (id, created_at, channel, recipient, audience, digest_day, subject, alerts, state, settled_at)
     values ($1, now(), 'email', $2, 'staff', '2026-11-20', 'Muster: 1 new alert', 1, 'sent', now())`,
    uuidv7(),
    known.email,
  );
  await run(
    "insert into source_key (source, thing, key, id) values ('sis', 'student', $1, $2)",
    known.sourceKey,
    person,
  );
  await run(
    `insert into import (id, kind, name, source, created_at, actor, role, state, settled_at, settled_by, rows, refused, counts,
       changes, notes, reader_notes, warnings, fingerprint, content)
     values ($1, 'csv', 'students.csv', 'sis', now(), 'rita', 'registrar', 'applied', now(), 'rita', 2, 0, '{}', $2, '[]', 0,
       '[]', 'x', $3)`,
    uuidv7(),
    JSON.stringify([
      { thing: "student", key: known.sourceKey, after: { code: known.student, name } },
      { thing: "student", key: "sis-other", after: { code: "S2-OTHER", name: "Bystander" } },
    ]),
    Buffer.from(`${known.student},${name}\nS2-OTHER,Bystander\n`),
  );
  await run(
    "insert into identity_claim values ($1, 'card_uid', $2, $3, now(), 1, now(), 'rita', 'registrar', 'her card')",
    uuidv7(),
    known.card,
    person,
  );
  const merged = uuidv7();
  await run("insert into person (id, kind, merged_into) values ($1, 'student', $2)", merged, person);
  await run(
    "insert into identifier (scheme, value, person_id, valid_to) values ('student_id', 'QX-OLD-5521', $1, now())",
    merged,
  );
  await run(
    "insert into person_merge (id, kept, merged, moved, at, actor, role) values ($1, $2, $3, $4, now(), 'rita', 'registrar')",
    uuidv7(),
    person,
    merged,
    JSON.stringify({
      identifiers: [{ scheme: "student_id", value: "QX-OLD-5521", from: null }],
      ended: [],
      emptied: [],
      made: [],
      scans: [],
    }),
  );
  await run("insert into class_staff select id, $1 from class where code = 'OWN'", person);
  await run("insert into session_staff values ($1, $2)", ids.session, person);
  await run(
    `with next as (update change_counter set seq = seq + 1 returning seq), planned as (
       select * from fact where session_id = $1 and body->>'kind' = 'planned' order by seq desc limit 1
     )
     insert into fact (seq, id, kind, at, actor, role, session_id, body)
     select next.seq, gen_random_uuid(), 'session', p.at, p.actor, p.role, p.session_id,
       jsonb_set(p.body, '{plan,staff}', jsonb_build_array($2::text)) from next, planned p`,
    ids.session,
    person,
  );
  await run(
    "insert into attempt select $1, $2, id, 1 from scan where decision = 'denied' limit 1 on conflict do nothing",
    ids.session,
    person,
  );
  await run(
    "insert into privacy_request (id, person_id, kind, words, asked_at) values ($1, $2, 'question', 'What is kept of me?', now())",
    uuidv7(),
    person,
  );
  const provider = uuidv7();
  await run(
    `insert into identity_provider values ($1, 'uni', 'https://id.example', 'muster', 's', '{"login": "email", "roles": [], "person": null}', now(), 'rita')`,
    provider,
  );
  await run(
    "insert into account_identity values ($1, $2, $3, now(), now(), $4)",
    provider,
    `sub-${known.login}`,
    of,
    JSON.stringify({ email: known.email, name }),
  );
  await run("insert into account_role values ($1, $2, 'student', now(), 'rita', now())", uuidv7(), of);
  await run("insert into reader_mail values ($1, now())", of);
  await run("insert into password values ($1, 'argon', now())", of);
  await run("insert into second_factor values ($1, '\\x00', now())", of);
  await run("insert into recovery_code values ($1, decode(repeat('01', 32), 'hex'))", of);
  await run(
    `insert into passkey values ($1, $2, '\\x04', '\\x05', 1, '{internal}', 'muster.example', 'Phone of hers', now())`,
    uuidv7(),
    of,
  );
  await run(
    `insert into sign_in_session (id, token_sha256, account_id, created_at, renewed_at, last_seen_at, ends_at, address, agent,
       browser_sha256)
     values ($1, decode(repeat('02', 32), 'hex'), $2, now(), now(), now(), now(), '192.0.2.77', 'Browser of hers',
       decode(repeat('03', 32), 'hex'))`,
    uuidv7(),
    of,
  );
  await run(
    "insert into one_time_link values ($1, decode(repeat('04', 32), 'hex'), $2, 'invite', now(), 'rita', now())",
    uuidv7(),
    of,
  );
  await run(
    "insert into api_token values ($1, decode(repeat('05', 32), 'hex'), $2, 'mine', '{}', now(), now())",
    uuidv7(),
    of,
  );
  // Somebody else's fact in whose reason she is named.
  await run(
    `with n as (update change_counter set seq = seq + 1 returning seq)
     insert into fact (seq, id, kind, at, actor, role, reason, person_id, thing, from_at, to_at, body)
     select n.seq, $1, 'absence', now(), 'rita', 'registrar', $2, $3, $1, now(), now(), $4 from n`,
    uuidv7(),
    `sat with ${name} that day`,
    ids.other,
    JSON.stringify({ effect: "authorised", category: "other", state: "withdrawn" }),
  );
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
