import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type {
  AnswerToTell,
  DigestLine,
  DueMail,
  MailAudience,
  MailKind,
  NotificationStore,
  ReaderLine,
  ReaderMailChoice,
  Settled,
} from "../../app/notifications/notification-store.ts";
import { digestSubject } from "../../app/notifications/write-digest.ts";
import { readersSubject } from "../../app/notifications/write-readers.ts";
import type { AbsenceState } from "../../app/registers/sessions-reading.ts";
import {
  attentionRuleView,
  type NotificationView,
  type WebhookEventType,
  webhookEventTypes,
} from "../../contract/http/alerts.ts";
import { type WebhookEvent, webhookEvent } from "../../contract/http/webhook-delivery.ts";
import type { DisputeClaim } from "../../domain/attendance/dispute.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Role } from "../../domain/rights/role.ts";
import { rolesAt } from "./account-cells.ts";
import { holdsOn } from "./attention-store.ts";
import { personIsOfSchool } from "./ended-demo.ts";
import { inTransaction } from "./in-transaction.ts";
import { accountMailAddress, mailAddressOf } from "./mail-address.ts";
import { studentOwnId } from "./own-id.ts";
import { pooledQuery } from "./pooled-query.ts";
import { personColumns } from "./sessions-reading.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Changes in which events are searched for at once: a webhook of rare events skips a long past in few steps. */
const spanOfChanges = 5_000;

const eventTypes = z.array(z.enum(webhookEventTypes));

/** What is told to whom, over a pool. */
export function notificationStore(pool: pg.Pool): NotificationStore {
  const query = pooledQuery(pool);

  return {
    queueDigests: (digest, audience, now) =>
      inTransaction(pool, "begin", async (client) => {
        const { rows } = await client.query<DueRow>(dueLines, [
          toTimestamptz(digest.at),
          audience.addresses,
          audience.staffRules,
          audience.day,
        ]);
        const messages = new Map<string, DueRow[]>();
        for (const row of rows) {
          const own = messages.get(row.address);
          if (own) own.push(row);
          else messages.set(row.address, [row]);
        }
        let queued = 0;
        for (const [address, lines] of messages) {
          const [first] = lines;
          if (!first) continue;
          const opened = lines.filter(({ word }) => word === "opened").length;
          const id = uuidv7();
          const { rowCount } = await client.query(
            `insert into notification
               (id, created_at, channel, recipient, audience, digest_day, subject, alerts, state, next_at)
             values ($1, $2, 'email', $3, $4, $5, $6, $7, 'waiting', $2)
             on conflict (recipient, digest_day) where channel = 'email' do nothing`,
            [
              id,
              toTimestamptz(now),
              address,
              first.audience,
              digest.day,
              digestSubject(opened, lines.length - opened),
              lines.length,
            ],
          );
          if (rowCount === 0) continue;
          queued += 1;
          await client.query(
            `insert into notification_alert (notification_id, alert_id, word)
             select $1, t.alert, t.word from unnest($2::uuid[], $3::text[]) as t (alert, word)`,
            [id, lines.map((line) => line.alert_id), lines.map(({ word }) => word)],
          );
        }
        return queued;
      }),

    async dueMail(now, limit) {
      return query<{ id: string; to: string; attempts: number; audience: DueMail["audience"] }>(
        `select id, recipient as to, attempts, audience from notification
         where state = 'waiting' and channel = 'email' and next_at <= $1
         order by audience <> 'technician', next_at, id limit $2`,
        [toTimestamptz(now), limit],
      );
    },

    mailLines: (id, audience) =>
      inTransaction(pool, "begin", (client) => readMailLines(client, id, audience)),

    answerToTell: (id) => inTransaction(pool, "begin", (client) => readAnswer(client, id)),

    readerLines: (id, roles, now) =>
      inTransaction(pool, "begin", (client) => readReaderLines(client, id, [roles, toTimestamptz(now)])),
    readerMail: (account) => readReaderMail(query, account),
    async chooseReaderMail(account, wanted, now) {
      if (!wanted) {
        await query("delete from reader_mail where account_id = $1", [account]);
        return readReaderMail(query, account);
      }
      // Whoever ended it by a link and chooses it again is told from now on.
      await query(
        `with chosen as (
           select a.id, ${accountMailAddress("a")} as address from account a where a.id = $1
         ), begun as (
           update mail_choice c set stopped_at = null from chosen
           where c.address = chosen.address and c.kind = 'readers' and c.stopped_at is not null returning 1
         )
         insert into reader_mail as r (account_id, chosen_at) select id, $2 from chosen where address is not null
         on conflict (account_id) do update set chosen_at =
           case when exists (select from begun) then excluded.chosen_at else r.chosen_at end`,
        [account, toTimestamptz(now)],
      );
      return readReaderMail(query, account);
    },

    async wayOut(address, kind, newToken, now) {
      const [row] = await query<{ token: string }>(
        `insert into mail_choice (address, kind, token, made_at) values ($1, $2, $3, $4)
         on conflict (address, kind) do update set kind = excluded.kind returning token`,
        [address, kind, newToken, toTimestamptz(now)],
      );
      if (row === undefined) throw new Error("an address has no token of its own");
      return row.token;
    },

    async chooseMail(token, wanted, now) {
      const [row] = await query<{ kind: MailKind }>(
        `update mail_choice set stopped_at = case when $2::boolean then null else coalesce(stopped_at, $3::timestamptz) end
         where token = $1 returning kind`,
        [token, wanted, toTimestamptz(now)],
      );
      return row?.kind ?? null;
    },

    async failWaitingMail(error, now) {
      await query(
        `update notification set state = 'failed', error = $1, settled_at = $2, next_at = null
         where state = 'waiting' and channel = 'email'`,
        [error, toTimestamptz(now)],
      );
    },

    async webhooks() {
      const rows = await query<{
        id: string;
        url: string;
        events: string[];
        ended_at: string | null;
        created_at: string;
      }>(
        "select id, url, events, ended_at, created_at from webhook order by ended_at is not null, created_at, id",
        [],
      );
      return rows.map((row) => ({
        id: row.id,
        url: row.url,
        events: eventTypes.parse(row.events),
        active: row.ended_at === null,
        createdAt: toRfc3339(row.created_at),
      }));
    },

    async addWebhook({ id, url, events, secret }, { at, actor }) {
      await query(
        `insert into webhook (id, url, events, secret, cursor_seq, created_at, created_by, created_role)
         select $1, $2, $3, $4, seq, $5, $6, $7 from change_counter`,
        [id, url, events, secret, toTimestamptz(at), actor.id, actor.role],
      );
    },

    endWebhook: (id, { at, actor }) =>
      inTransaction(pool, "begin", async (client) => {
        const { rowCount } = await client.query(
          `update webhook set secret = null, ended_at = $2, ended_by = $3 where id = $1 and ended_at is null`,
          [id, toTimestamptz(at), actor.id],
        );
        await client.query(
          `update notification set state = 'failed', error = 'the webhook was removed', settled_at = $2, next_at = null,
             payload = null
           where webhook_id = $1 and state = 'waiting'`,
          [id, toTimestamptz(at)],
        );
        return rowCount === 1;
      }),

    async targets() {
      const rows = await query<TargetRow>(
        `select w.id, w.url, w.secret, w.events, w.cursor_seq, n.id as delivery, n.payload, n.attempts, n.next_at
         from webhook w left join notification n on n.webhook_id = w.id and n.state = 'waiting'
         where w.secret is not null order by w.created_at, w.id`,
        [],
      );
      return rows.map(({ id, url, secret, events, cursor_seq, delivery, payload, attempts, next_at }) => ({
        id,
        url,
        secret,
        events: eventTypes.parse(events),
        cursor: cursor_seq,
        waiting:
          delivery === null || payload === null || attempts === null || next_at === null
            ? null
            : { id: delivery, payload, attempts, nextAt: toInstant(next_at) },
      }));
    },

    async eventsAfter(seq, types, limit) {
      const [counter] = await query<{ seq: number }>("select seq from change_counter", []);
      const upTo = Math.min(counter?.seq ?? seq, seq + spanOfChanges);
      if (upTo <= seq) return { upTo: seq, events: [] };
      const wanted = types.map((type) => eventQueries[type]);
      const rows = await query<EventRow>(
        `select * from (${wanted.map((each) => `(${each} order by seq limit $3)`).join(" union all ")}) events
         order by seq limit $3`,
        [seq, upTo, limit],
      );
      const events = rows.map(toEvent);
      return { upTo: events.length === limit ? (events.at(-1)?.seq ?? upTo) : upTo, events };
    },

    addDelivery: ({ id, webhook, to, subject, payload, events, upTo, at }) =>
      inTransaction(pool, "begin", async (client) => {
        const words = events.flatMap((event) => {
          if (event.type === "alert.opened") return [{ alert: event.alert.id, word: "opened" }];
          if (event.type === "alert.retracted") return [{ alert: event.alert.id, word: "retracted" }];
          return [];
        });
        await client.query(
          `insert into notification
             (id, created_at, channel, recipient, webhook_id, subject, alerts, state, next_at, payload)
           values ($1, $2, 'webhook', $3, $4, $5, $6, 'waiting', $2, $7)`,
          [id, toTimestamptz(at), to, webhook, subject, words.length, payload],
        );
        await client.query(
          `insert into notification_alert (notification_id, alert_id, word)
           select $1, t.alert, t.word from unnest($2::uuid[], $3::text[]) as t (alert, word)`,
          [id, words.map(({ alert }) => alert), words.map(({ word }) => word)],
        );
        await client.query("update webhook set cursor_seq = $2 where id = $1", [webhook, upTo]);
      }),

    async moveCursor(webhook, upTo) {
      await query("update webhook set cursor_seq = $2 where id = $1", [webhook, upTo]);
    },

    pruneDeliveries: (before) =>
      inTransaction(pool, "begin", async (client) => {
        // Whom an alert was told to is kept for as long as the alert is.
        await client.query(
          `delete from notification n where n.channel = 'webhook' and n.settled_at < $1
             and not exists (select from notification_alert na where na.notification_id = n.id)`,
          [toTimestamptz(before)],
        );
      }),

    async beginAttempt(id, nextAt) {
      await query(
        "update notification set attempts = attempts + 1, next_at = $2 where id = $1 and state = 'waiting'",
        [id, toTimestamptz(nextAt)],
      );
    },

    async settle(id, settled) {
      const { state, error, at, nextAt } = cellsOf(settled);
      await query(
        `update notification set state = $2, error = $3, settled_at = $4, next_at = $5,
           payload = case when $2 = 'waiting' then payload end
         where id = $1 and state = 'waiting'`,
        [id, state, error, at, nextAt],
      );
    },

    async list({ state, channel }, after, limit) {
      const rows = await query<NotificationRow>(
        `select id, created_at, channel, case when audience = 'student' then 'a student' else recipient end as recipient,
           case when audience = 'student' then replace(error, recipient, 'a student') else error end as error,
           subject, alerts, state, attempts, next_at
         from notification
         where ($1::text is null or state = $1) and ($2::text is null or channel = $2)
           and ($3::uuid is null or (created_at, id) < (select created_at, id from notification where id = $3))
         order by created_at desc, id desc limit $4`,
        [state ?? null, channel ?? null, after, limit],
      );
      return rows.map((row) => ({
        id: row.id,
        at: toRfc3339(row.created_at),
        channel: row.channel,
        to: row.recipient,
        subject: row.subject,
        alerts: row.alerts,
        state: row.state,
        attempts: row.attempts,
        error: row.error,
        nextAt: row.next_at === null ? null : toRfc3339(row.next_at),
      }));
    },
  };
}

/** Whether a mail to an address said something of an alert; one that failed has said nothing. */
const saidBefore = (address: string, word: string, states: string): string => `exists (
  select from notification_alert na join notification n on n.id = na.notification_id
  where na.alert_id = a.id and na.word = ${word} and n.channel = 'email' and n.recipient = ${address}
    and n.state in (${states}))`;

/** Whether an address ended a kind of mail. */
export const addressEnded = (address: string, kind: MailKind): string => `exists (
  select from mail_choice c where c.address = ${address} and c.kind = '${kind}' and c.stopped_at is not null)`;

/** A member of staff with an address who teaches a class that the alert's student is in. $4 is the day. */
const teachersOf = (day: string): string => `
  enrolment e join class_staff cs on cs.class_id = e.class_id
  join person s on s.id = cs.person_id and s.email is not null and s.merged_into is null
  where e.person_id = a.person_id and ${holdsOn("e", day)}`;

/** Everything that a digest at $1 has to tell to addresses $2, and to staff by the rules $3. */
const dueLines = `
  with institution as (select unnest($2::text[]) as address),
  said as (
    select i.address, 'institution' as audience, a.id as alert_id, a.opened_seq, 'opened' as word
    from institution i cross join alert a
    where a.retracted_at is null and a.opened_at <= $1
    union
    select lower(s.email), 'staff', a.id, a.opened_seq, 'opened'
    from alert a cross join lateral (select s.email from ${teachersOf("$4")}) s
    where a.retracted_at is null and a.opened_at <= $1 and a.rule_id = any($3::text[])
      and lower(s.email) not in (select address from institution) and not ${addressEnded("lower(s.email)", "digest")}
  )
  select address, audience, alert_id, word, opened_seq from said a_said
  where not exists (
    select from notification_alert na join notification n on n.id = na.notification_id
    where na.alert_id = a_said.alert_id and na.word = 'opened' and n.channel = 'email'
      and n.recipient = a_said.address and n.state in ('waiting', 'sent'))
  union all
  select n.recipient, n.audience, a.id, 'retracted', a.opened_seq
  from alert a
  join notification_alert na on na.alert_id = a.id and na.word = 'opened'
  join notification n on n.id = na.notification_id and n.channel = 'email' and n.state = 'sent'
  where a.retracted_at <= $1
    and not ${saidBefore("n.recipient", "'retracted'", "'waiting', 'sent'")}
    and (
      n.recipient in (select address from institution)
      or n.audience = 'staff' and not ${addressEnded("n.recipient", "digest")} and exists (
        select from person s where s.kind = 'staff' and s.merged_into is null and lower(s.email) = n.recipient)
    )
  order by address, word, opened_seq`;

interface DueRow {
  address: string;
  audience: "institution" | "staff";
  alert_id: string;
  word: "opened" | "retracted";
}

async function readMailLines(
  client: pg.ClientBase,
  id: string,
  { addresses, staffRules, day }: MailAudience,
): Promise<readonly DigestLine[]> {
  await client.query(
    `delete from notification_alert gone using notification n, alert a
     where gone.notification_id = $1 and n.id = $1 and a.id = gone.alert_id
       and case gone.word
         when 'opened' then a.retracted_at is not null
           or n.audience = 'institution' and n.recipient <> all($2::text[])
           or n.audience = 'staff' and ${addressEnded("n.recipient", "digest")}
           or n.audience = 'staff' and not (
             a.rule_id = any($3::text[])
             and exists (select from ${teachersOf("$4")} and lower(s.email) = n.recipient))
         else n.audience = 'staff' and ${addressEnded("n.recipient", "digest")}
           or n.audience = 'institution' and n.recipient <> all($2::text[])
           or n.audience = 'staff' and not exists (
             select from person s where s.kind = 'staff' and s.merged_into is null and lower(s.email) = n.recipient)
       end`,
    [id, addresses, staffRules, day],
  );
  const { rows } = await client.query<{
    word: "opened" | "retracted";
    own_id: string;
    name: string | null;
    because: string;
  }>(
    `select na.word, ${personColumns("p")},
       case na.word when 'opened' then a.because else a.retracted_because end as because
     from notification_alert na join alert a on a.id = na.alert_id join person p on p.id = a.person_id
     where na.notification_id = $1 order by na.word, a.opened_seq`,
    [id],
  );
  if (rows.length === 0) {
    await client.query("delete from notification where id = $1", [id]);
    return [];
  }
  const opened = rows.filter(({ word }) => word === "opened").length;
  await client.query("update notification set subject = $2, alerts = $3 where id = $1", [
    id,
    digestSubject(opened, rows.length - opened),
    rows.length,
  ]);
  return rows.map(({ word, own_id, name, because }) => ({ word, student: { id: own_id, name }, because }));
}

async function readAnswer(client: pg.ClientBase, id: string): Promise<AnswerToTell | null> {
  const { rows: answers } = await client.query<AnswerRow>(
    `select p.given_name as name, t.dispute_id, t.dispute_number, t.absence_fact
     from notification_answer t join notification n on n.id = t.notification_id
     join person was on was.id = t.person_id join person p on p.id = coalesce(was.merged_into, was.id)
     where n.id = $1 and n.recipient = ${mailAddressOf("p")} and not ${addressEnded("n.recipient", "answers")}
       and ${personIsOfSchool("p.id")}`,
    [id],
  );
  const [answer] = answers;
  const told =
    answer && ((await readDisputeAnswer(client, answer)) ?? (await readLeaveAnswer(client, answer)));
  if (told) return told;
  await client.query("delete from notification_answer where notification_id = $1", [id]);
  await client.query("delete from notification where id = $1", [id]);
  return null;
}

interface AnswerRow {
  name: string | null;
  dispute_id: string | null;
  dispute_number: number | null;
  absence_fact: string | null;
}

/** The word that is told, where it is the last one still; null where it is none. */
async function readDisputeAnswer(
  client: pg.ClientBase,
  { name, dispute_id, dispute_number }: AnswerRow,
): Promise<AnswerToTell | null> {
  const { rows } = await client.query<{
    word: "accepted" | "declined" | "taken_back";
    reason: string;
    title: string;
    start: string;
    claimed: DisputeClaim;
    status: MarkStatus;
  }>(
    `select w.word, w.reason, s.starts_at as start, d.claimed, m.status,
       coalesce(nullif(s.title, ''), (
         select string_agg(coalesce(nullif(c.title, ''), c.code), ', ' order by c.code)
         from session_class sc join class c on c.id = sc.class_id where sc.session_id = s.id), '') as title
     from dispute d
     join dispute_word w on w.dispute_id = d.id and w.number = $2
     join session s on s.id = d.session_id
     join mark m on m.session_id = d.session_id
     join person was on was.id = d.person_id and m.person_id in (was.id, was.merged_into)
     where d.id = $1 and w.word in ('accepted', 'declined', 'taken_back')
       and not exists (select from dispute_word l where l.dispute_id = d.id and l.number > w.number)
       -- That an answer was taken back is told to whoever was told of it.
       and (w.word <> 'taken_back' or exists (
         select from notification_answer e join notification en on en.id = e.notification_id
         where e.dispute_id = d.id and e.dispute_number < w.number and en.state = 'sent'))
     order by m.person_id = d.person_id limit 1`,
    [dispute_id, dispute_number],
  );
  const [row] = rows;
  return row === undefined ? null : { about: "dispute", name, ...row, start: toInstant(row.start) };
}

/** What became of leave, where nothing has become of it since; null where it is none. */
async function readLeaveAnswer(
  client: pg.ClientBase,
  { name, absence_fact }: AnswerRow,
): Promise<AnswerToTell | null> {
  const { rows } = await client.query<{
    reason: string;
    state: AbsenceState;
    from_at: string;
    to_at: string;
  }>(
    `select coalesce(f.reason, '') as reason, f.body->>'state' as state, f.from_at, f.to_at
     from fact f
     where f.id = $1 and f.kind = 'absence'
       and not exists (select from fact l where l.kind = 'absence' and l.thing = f.thing and l.seq > f.seq)`,
    [absence_fact],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { reason, state, from_at, to_at } = row;
  return { about: "leave", name, reason, state, from: toInstant(from_at), to: toInstant(to_at) };
}

async function readReaderMail(query: Query, account: string): Promise<ReaderMailChoice> {
  const [row] = await query<ReaderMailChoice>(
    `select own.address, r.account_id is not null and own.address is not null
       and not ${addressEnded("own.address", "readers")} as wanted
     from account a cross join lateral (select ${accountMailAddress("a")} as address) own
     left join reader_mail r on r.account_id = a.id where a.id = $1`,
    [account],
  );
  return row ?? { wanted: false, address: null };
}

/** Whether an address is of somebody who wants to be told of readers, and may be. */
const wantsReaders = (address: string, roles: string, now: string): string => `exists (
  select from reader_mail r join account a on a.id = r.account_id and a.disabled_at is null
  where ${accountMailAddress("a")} = ${address} and ${rolesAt(now)} && ${roles}::text[]
) and not ${addressEnded(address, "readers")}`;

async function readReaderLines(
  client: pg.ClientBase,
  id: string,
  told: readonly [roles: readonly Role[], now: string],
): Promise<readonly ReaderLine[]> {
  await client.query(
    `delete from notification_trouble gone using notification n, reader_trouble t
     where gone.notification_id = $1 and n.id = $1 and t.id = gone.trouble_id
       and (not (${wantsReaders("n.recipient", "$2", "$3::timestamptz")})
         or case gone.word
           when 'broke' then t.over_at is not null
           else not exists (
             select from notification_trouble e join notification en on en.id = e.notification_id
             where e.trouble_id = t.id and e.word = 'broke' and en.recipient = n.recipient and en.state = 'sent')
         end)`,
    [id, ...told],
  );
  const { rows } = await client.query<ReaderRow>(
    `select nt.word, t.trouble, t.sender, d.title, t.since_at, t.amount, t.has_left, t.well_since, (
       select room.code from reader_move m join room on room.id = m.room_id
       where m.reader = t.sender order by m.from_at desc limit 1
     ) as room
     from notification_trouble nt join reader_trouble t on t.id = nt.trouble_id
     left join device_note d on d.device = t.sender
     where nt.notification_id = $1 order by nt.word, t.sender, t.trouble`,
    [id],
  );
  if (rows.length === 0) {
    await client.query("delete from notification where id = $1", [id]);
    return [];
  }
  const broke = rows.filter(({ word }) => word === "broke").length;
  await client.query("update notification set subject = $2 where id = $1", [
    id,
    readersSubject(broke, rows.length - broke),
  ]);
  return rows.map(({ since_at, has_left, well_since, ...row }) => ({
    ...row,
    since: toInstant(since_at),
    left: has_left,
    wellSince: well_since === null ? null : toInstant(well_since),
  }));
}

interface ReaderRow extends Pick<ReaderLine, "word" | "trouble" | "sender" | "title" | "room" | "amount"> {
  readonly since_at: string;
  readonly has_left: boolean;
  readonly well_since: string | null;
}

const alertEvent = (kind: "opened" | "retracted"): string => `
  select en.seq, 'alert.${kind}' as type, en.at, a.id::text as alert, ${studentOwnId("a.person_id")} as student, a.rule,
    en.body->>'because' as because, null as session, null as status, null::int as revision, null::jsonb as reader
  from attention_entry en join alert a on a.id = en.alert_id
  where en.seq > $1 and en.seq <= $2 and en.kind = '${kind}'`;

const readerEvent = (type: "reader.broke" | "reader.works", seq: string, at: string): string => `
  select t.${seq} as seq, '${type}' as type, t.${at} as at, null as alert, null as student, null::jsonb as rule,
    null as because, null as session, null as status, null::int as revision,
    jsonb_build_object('name', t.sender, 'trouble', t.trouble, 'amount', t.amount,
      'since', to_char(t.since_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'room', (
        select room.code from reader_move m join room on room.id = m.room_id
        where m.reader = t.sender order by m.from_at desc limit 1)) as reader
  from reader_trouble t where t.${seq} > $1 and t.${seq} <= $2`;

/** The events of each type with a change number in ($1, $2]. */
const eventQueries: Readonly<Record<WebhookEventType, string>> = {
  "alert.opened": alertEvent("opened"),
  "alert.retracted": alertEvent("retracted"),
  "mark.changed": `
    select r.seq, 'mark.changed' as type, r.decided_at as at, null as alert, ${studentOwnId("r.person_id")} as student,
      null::jsonb as rule, null as because, r.session_id::text as session, r.status, r.revision,
      null::jsonb as reader
    from mark_revision r where r.seq > $1 and r.seq <= $2`,
  "session.final": `
    select f.seq as seq, 'session.final' as type, f.at, null as alert, null as student, null::jsonb as rule,
      null as because, f.session_id::text as session, null as status, null::int as revision, null::jsonb as reader
    from fact f
    where f.seq > $1 and f.seq <= $2 and f.kind = 'session' and f.body->>'kind' = 'finalised'`,
  "reader.broke": readerEvent("reader.broke", "broke_seq", "told_at"),
  "reader.works": readerEvent("reader.works", "works_seq", "over_at"),
};

interface EventRow {
  seq: number;
  type: string;
  at: string;
  alert: string | null;
  student: string | null;
  rule: unknown;
  because: string | null;
  session: string | null;
  status: string | null;
  revision: number | null;
  reader: unknown;
}

function toEvent({
  seq,
  type,
  at,
  alert,
  student,
  rule,
  because,
  session,
  status,
  revision,
  reader,
}: EventRow): WebhookEvent {
  const head = { type, seq, at: toRfc3339(at) };
  if (reader !== null) return webhookEvent.parse({ ...head, reader });
  if (alert !== null) {
    return webhookEvent.parse({
      ...head,
      alert: { id: alert, student: student ?? "", rule: attentionRuleView.parse(rule), because },
    });
  }
  return webhookEvent.parse({ ...head, session, student: student ?? "", status, revision });
}

interface TargetRow {
  id: string;
  url: string;
  secret: string;
  events: string[];
  cursor_seq: number;
  delivery: string | null;
  payload: string | null;
  attempts: number | null;
  next_at: string | null;
}

interface NotificationRow {
  id: string;
  created_at: string;
  channel: NotificationView["channel"];
  recipient: string;
  subject: string;
  alerts: number;
  state: NotificationView["state"];
  attempts: number;
  error: string | null;
  next_at: string | null;
}

function cellsOf(settled: Settled): {
  readonly state: Settled["state"];
  readonly error: string | null;
  readonly at: string | null;
  readonly nextAt: string | null;
} {
  switch (settled.state) {
    case "sent":
      return { state: "sent", error: null, at: toTimestamptz(settled.at), nextAt: null };
    case "failed":
      return { state: "failed", error: settled.error, at: toTimestamptz(settled.at), nextAt: null };
    case "waiting":
      return { state: "waiting", error: settled.error, at: null, nextAt: toTimestamptz(settled.nextAt) };
  }
}
