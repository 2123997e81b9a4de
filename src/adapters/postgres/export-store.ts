import type pg from "pg";
import type {
  CalendarAddresses,
  ExportReading,
  ExportStore,
  PersonOnRecord,
} from "../../app/exports/export-store.ts";
import type { AbsenceState } from "../../app/registers/sessions-reading.ts";
import { attentionRuleView } from "../../contract/http/alerts.ts";
import type { StudentRecord } from "../../contract/http/exports.ts";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { LeaveEffect } from "../../domain/attendance/leave.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { whoGoesBy } from "./own-id.ts";
import { plainRun } from "./plain-run.ts";
import { type IdentifierRow, identifierColumns, toIdentifier } from "./roster-admin-transaction.ts";
import { type ScanRow, scanColumns, toScanView } from "./scan-store.ts";
import { personColumns, sessionsReading } from "./sessions-reading.ts";
import { toStoreError } from "./store-errors.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** What goes out is read from one moment of the store; the addresses of calendars are kept. */
export function exportStore(pool: pg.Pool): ExportStore {
  return {
    read: (work) => inTransaction(pool, beginSnapshot, (client) => work(exportReading(client))),
    addresses: calendarAddresses(pool),
  };
}

const instantText = (text: string): string => toInstant(text).toString({ fractionalSecondDigits: 3 });

function exportReading(client: pg.ClientBase): ExportReading {
  const run = plainRun(client);

  /** The person that a record turned out to be, with the records that turned out to be that person. */
  async function personOf(found: string): Promise<PersonOnRecord | null> {
    const [row] = await run<{
      id: string;
      kind: PersonOnRecord["kind"];
      own_id: string;
      name: string | null;
      others: string[];
    }>(
      `select p.id, p.kind, ${personColumns("p")},
         array(select o.id from person o where o.merged_into = p.id order by o.id) as others
       from person f join person p on p.id = coalesce(f.merged_into, f.id) where f.id = $1`,
      [found],
    );
    if (!row) return null;
    const shown: PersonView = { id: row.own_id, name: row.name };
    return { ids: [row.id, ...row.others], kind: row.kind, shown };
  }

  return {
    ...sessionsReading(client),

    async findClass(code) {
      const [row] = await run<{ code: string; title: string }>(
        "select code, title from class where code = $1",
        [code],
      );
      return row ?? null;
    },

    async findPerson(ownId) {
      const [row] = await run<{ id: string }>(
        `select known.id from ${whoGoesBy("$1::text", "'student_id', 'username'")} known`,
        [ownId],
      );
      return row ? personOf(row.id) : null;
    },

    personById: personOf,

    async details({ ids }) {
      const [person] = await run<{
        given_name: string | null;
        family_name: string | null;
        email: string | null;
        cohort: string | null;
      }>("select given_name, family_name, email, cohort from person where id = $1", [ids[0]]);
      if (!person) throw new Error(`the store has no person ${ids[0]}`);
      const identifiers = await run<IdentifierRow>(
        `select ${identifierColumns} from identifier where person_id = any($1::uuid[])
         order by scheme, valid_from, value`,
        [ids],
      );
      const enrolments = await run<StudentRecord["enrolments"][number]>(
        `select c.code as class, c.title, e.from_date as "from", e.to_date as "to"
         from enrolment e join class c on c.id = e.class_id
         where e.person_id = any($1::uuid[]) and (e.to_date is null or e.from_date < e.to_date)
         order by e.from_date, c.code, e.id`,
        [ids],
      );
      return {
        givenName: person.given_name,
        familyName: person.family_name,
        email: person.email,
        cohort: person.cohort,
        identifiers: identifiers.map(toIdentifier).map(({ scheme, value, from, to }) => ({
          scheme,
          value,
          from: from?.toString({ fractionalSecondDigits: 3 }) ?? null,
          to: to?.toString({ fractionalSecondDigits: 3 }) ?? null,
        })),
        enrolments,
      };
    },

    async sessionsOfStudent({ ids }) {
      const rows = await run<{ id: string }>(
        `select s.id from (
           select m.session_id from mark m where m.person_id = any($1::uuid[])
           union
           select c.session_id from enrolment e
           join session_class c on c.class_id = e.class_id
           join session t on t.id = c.session_id
           where e.person_id = any($1::uuid[]) and e.from_date <= t.day and (e.to_date is null or t.day < e.to_date)
         ) own
         join session s on s.id = own.session_id
         order by s.starts_at, s.id`,
        [ids],
      );
      return rows.map(({ id }) => id);
    },

    async scansOfPerson({ ids }) {
      const rows = await run<ScanRow & { topic: string; raw: Buffer }>(
        `select ${scanColumns}, s.topic, s.raw
         from (
           select s0.id from scan s0 where s0.person_id = any($1::uuid[])
           union
           select f.thing from fact f where f.kind = 'identity' and f.person_id = any($1::uuid[])
         ) own
         join scan s on s.id = own.id
         left join lateral (
           select true as told, f.person_id from fact f
           where f.kind = 'identity' and f.thing = s.id order by f.seq desc limit 1
         ) joined on true
         -- What was withdrawn counts for nobody, and is stored about whom it was of all the same.
         where case when joined.told and s.withdrawn_at is null then joined.person_id else s.person_id end
           = any($1::uuid[])
         order by s.occurred_at, s.seq`,
        [ids],
      );
      return rows.map((row) => ({
        scan: toScanView(row),
        topic: row.topic,
        payload: row.identified ? textOf(row.raw) : null,
      }));
    },

    async absencesOfPerson({ ids }) {
      const rows = await run<{
        thing: string;
        from_at: string;
        to_at: string;
        body: { effect: LeaveEffect; category: string; state: AbsenceState };
        reason: string | null;
        actor: string;
        role: string;
        at: string;
      }>(
        `select f.thing, f.from_at, f.to_at, f.body, f.reason, f.actor, f.role, f.at from fact f
         where f.kind = 'absence' and f.person_id = any($1::uuid[]) order by f.seq`,
        [ids],
      );
      return rows.map(({ thing, from_at, to_at, body, reason, actor, role, at }) => ({
        absence: thing,
        from: toInstant(from_at),
        to: toInstant(to_at),
        effect: body.effect,
        category: body.category,
        state: body.state,
        reason,
        by: actor,
        role,
        at: toInstant(at),
      }));
    },

    async alertsOfPerson({ ids }) {
      const rows = await run<{
        id: string;
        rule: unknown;
        because: string;
        opened_at: string;
        acknowledged_at: string | null;
        acknowledged_by: string | null;
        acknowledged_note: string | null;
        owner: string | null;
        retracted_at: string | null;
        retracted_because: string | null;
      }>(
        `select id, rule, because, opened_at, acknowledged_at, acknowledged_by, acknowledged_note, owner, retracted_at,
           retracted_because
         from alert where person_id = any($1::uuid[]) order by opened_seq`,
        [ids],
      );
      return rows.map((row) => ({
        id: row.id,
        rule: attentionRuleView.parse(row.rule),
        because: row.because,
        openedAt: instantText(row.opened_at),
        acknowledged:
          row.acknowledged_at === null || row.acknowledged_by === null
            ? null
            : {
                at: instantText(row.acknowledged_at),
                by: row.acknowledged_by,
                owner: row.owner ?? "",
                note: row.acknowledged_note ?? "",
              },
        retracted:
          row.retracted_at === null || row.retracted_because === null
            ? null
            : { at: instantText(row.retracted_at), because: row.retracted_because },
      }));
    },

    async calendarSessions({ ids, kind }, { from, to }) {
      const rows = await run<{ id: string }>(kind === "student" ? studentCalendar : staffCalendar, [
        ids,
        from,
        to,
      ]);
      return rows.map(({ id }) => id);
    },

    async planVersions(ids) {
      if (ids.length === 0) return new Map();
      const rows = await run<{ session_id: string; words: number; last_at: string }>(
        `select f.session_id, count(*) as words, max(f.at) as last_at
         from unnest($1::uuid[]) as asked (id)
         join fact f on f.session_id = asked.id
         where f.kind = 'session' and f.body->>'kind' in ('planned', 'cancelled', 'restored')
         group by f.session_id`,
        [ids],
      );
      return new Map(
        rows.map(({ session_id, words, last_at }) => [
          session_id,
          { changes: words - 1, lastAt: toInstant(last_at) },
        ]),
      );
    },
  };
}

/** Sessions start on their local day, which is never two days from the UTC day; the index is by the start. */
const startsNear = (table: string): string =>
  `${table}.starts_at >= $2::date - interval '2 days' and ${table}.starts_at < $3::date + interval '3 days'`;

/** Sessions with an hour to be at: a standing one is no appointment, and would fill every day of a calendar. */
const studentCalendar = `
  select s.id from (
    select distinct c.session_id
    from enrolment e
    join session_class c on c.class_id = e.class_id and ${startsNear("c")}
    join session t on t.id = c.session_id and t.kind = 'timetabled'
    where e.person_id = any($1::uuid[]) and e.from_date <= t.day and (e.to_date is null or t.day < e.to_date)
  ) own
  join session s on s.id = own.session_id
  where s.day between $2::date and $3::date
  order by s.starts_at, s.id`;

const staffCalendar = `
  select s.id from (
    select t.session_id from session_staff t where t.person_id = any($1::uuid[])
    union
    select c.session_id
    from class_staff k
    join session_class c on c.class_id = k.class_id and ${startsNear("c")}
    where k.person_id = any($1::uuid[])
      and not exists (select from session_staff t where t.session_id = c.session_id)
  ) own
  join session s on s.id = own.session_id and s.kind = 'timetabled'
  where s.day between $2::date and $3::date
  order by s.starts_at, s.id`;

function textOf(bytes: Buffer): { readonly encoding: "text" | "hex"; readonly text: string } {
  try {
    return { encoding: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: "hex", text: bytes.toString("hex") };
  }
}

function calendarAddresses(pool: pg.Pool): CalendarAddresses {
  async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await pool.query<Row>(text, values)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
  return {
    async add({ id, person }, tokenHash, { at, actor }) {
      await query(
        `insert into calendar_address (id, person_id, token_sha256, created_at, created_by, created_role)
         values ($1, $2, $3, $4, $5, $6)`,
        [id, person, tokenHash, toTimestamptz(at), actor.id, actor.role],
      );
    },

    async list(person) {
      const rows = await query<{ id: string; person_id: string; created_at: string; created_by: string }>(
        `select id, person_id, created_at, created_by from calendar_address
         where revoked_at is null and ($1::uuid[] is null or person_id = any($1::uuid[]))
         order by created_at desc, id desc`,
        [person?.ids ?? null],
      );
      return rows.map((row) => ({
        id: row.id,
        person: row.person_id,
        createdAt: toInstant(row.created_at),
        createdBy: row.created_by,
      }));
    },

    async revoke(id, { at, actor }) {
      const rows = await query(
        `update calendar_address set revoked_at = $2, revoked_by = $3, revoked_role = $4
         where id = $1 and revoked_at is null returning id`,
        [id, toTimestamptz(at), actor.id, actor.role],
      );
      return rows.length > 0;
    },

    async personAt(tokenHash) {
      const [row] = await query<{ person_id: string }>(
        "select person_id from calendar_address where token_sha256 = $1 and revoked_at is null",
        [tokenHash],
      );
      return row?.person_id ?? null;
    },
  };
}
