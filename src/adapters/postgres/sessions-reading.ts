import type pg from "pg";
import type {
  AbsenceFilter,
  AbsenceState,
  ScanOfPerson,
  Seat,
  SeatCount,
  SessionsReading,
  SessionsStore,
  StoredAbsence,
} from "../../app/registers/sessions-reading.ts";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { LeaveEffect } from "../../domain/attendance/leave.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import type { Scope } from "../../domain/rights/may.ts";
import { personIsOfSchool, seatCounts, seatIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { factTransaction } from "./fact-transaction.ts";
import { finalWithLateFacts } from "./final-with-late-facts.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { decodeEntry } from "./mark-entry.ts";
import { studentOwnId, whoGoesBy } from "./own-id.ts";
import { type PlainRun, plainRun } from "./plain-run.ts";
import { readerOutboxes, readersIn, watchesOfRooms } from "./reader-outboxes.ts";
import { type ScanRow, scanColumns, toScanView } from "./scan-store.ts";
import { seatLookup } from "./seat-lookup.ts";
import { seatsOfSessions } from "./seats-of-sessions.ts";
import { type SessionCells, sessionColumns, toStoredSession } from "./session-rows.ts";
import { stateAtText, waitsForSignature } from "./session-rules.ts";
import { settlingStatements } from "./settling-statements.ts";
import { type StatedClock, statedClock, toStatedClock } from "./stated-clock.ts";
import { sessionWithin, studentWithin } from "./ties-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Sessions and their registers, each reading of them from one moment of the store. */
export function sessionsStore(pool: pg.Pool): SessionsStore {
  return { read: (work) => inTransaction(pool, beginSnapshot, (client) => work(sessionsReading(client))) };
}

/** Somebody as pages name one: a student by `studentOwnId`, staff by the user name; and the name where the roster has it. */
export function personColumns(person: string): string {
  return `case ${person}.kind when 'student' then ${studentOwnId(`${person}.id`)} else coalesce((
      select i.value from identifier i
      where i.person_id = ${person}.id and i.valid_to is null and i.scheme = 'username' order by i.value limit 1
    ), ${person}.id::text) end as own_id,
    nullif(concat_ws(' ', ${person}.given_name, ${person}.family_name), '') as name`;
}

interface PersonCells {
  own_id: string;
  name: string | null;
}

const toPerson = ({ own_id, name }: PersonCells): PersonView => ({ id: own_id, name });

const seatColumns = "m.revision, coalesce(m.entry, r.entry) as entry, r.actor, r.reason";

interface SeatRow extends PersonCells {
  person_id: string;
  revision: number | null;
  entry: unknown;
  actor: string | null;
  reason: string | null;
}

function toSeat(row: SeatRow): Seat {
  return {
    student: row.person_id,
    person: toPerson(row),
    mark:
      row.revision === null || row.actor === null
        ? null
        : { revision: row.revision, entry: decodeEntry(row.entry), actor: row.actor, reason: row.reason },
  };
}

interface AbsenceRow {
  thing: string;
  person_id: string;
  from_at: string;
  to_at: string;
  body: { effect: LeaveEffect; category: string; state: AbsenceState };
  reason: string | null;
  actor: string;
  at: string;
  seq: number;
  request: { seq: number; reason: string | null; actor: string; at: string };
}

const absenceColumns = `f.thing, f.person_id, f.from_at, f.to_at, f.body, f.reason, f.actor, f.at, f.seq,
  (select json_build_object('seq', first.seq, 'reason', first.reason, 'actor', first.actor, 'at', first.at::text)
   from fact first where first.kind = 'absence' and first.thing = f.thing order by first.seq limit 1) as request`;

function toStoredAbsence(row: AbsenceRow): StoredAbsence {
  return {
    id: row.thing,
    student: row.person_id,
    from: toInstant(row.from_at),
    to: toInstant(row.to_at),
    effect: row.body.effect,
    category: row.body.category,
    state: row.body.state,
    request: { reason: row.request.reason, by: row.request.actor, at: toInstant(row.request.at) },
    decision:
      row.request.seq === row.seq ? null : { reason: row.reason, by: row.actor, at: toInstant(row.at) },
    seq: row.seq,
  };
}

/** Whether a fact is the last that was said of its absence. */
const lastOfAbsence = `not exists (select from fact later where later.kind = 'absence' and later.thing = f.thing
  and later.seq > f.seq)`;

/** An absence as its latest revision has it. */
export async function findAbsence(run: PlainRun, id: string): Promise<StoredAbsence | null> {
  const [row] = await run<AbsenceRow>(
    `select ${absenceColumns} from fact f where f.kind = 'absence' and f.thing = $1 order by f.seq desc limit 1`,
    [id],
  );
  return row ? toStoredAbsence(row) : null;
}

/** The spans of a student's approved leave, [from, to). */
export async function leaveOf(
  run: PlainRun,
  student: string,
): Promise<readonly Pick<StoredAbsence, "from" | "to">[]> {
  const rows = await run<Pick<AbsenceRow, "from_at" | "to_at">>(
    `select f.from_at, f.to_at from fact f
     where f.kind = 'absence' and f.person_id = $1 and f.body->>'state' = 'approved' and ${lastOfAbsence}`,
    [student],
  );
  return rows.map(({ from_at: from, to_at: to }) => ({ from: toInstant(from), to: toInstant(to) }));
}

/** A condition on the sessions `s` that somebody may see. */
function within(scope: Scope, bind: (value: unknown) => string): string {
  if (scope.kind === "everything") return "true";
  return scope.kind === "nothing" ? "false" : sessionWithin(scope, "s.id", bind(scope.person));
}

/** A condition on the student of the absence `f`, whom somebody may see on a day. */
function absenceWithin(
  { within: scope, day }: Pick<AbsenceFilter, "within" | "day">,
  bind: (value: unknown) => string,
): string {
  if (scope.kind === "everything") return "true";
  if (scope.kind === "nothing") return "false";
  return `(${studentWithin(scope, "f.person_id", bind(scope.person), () => `${bind(day)}::date`)})`;
}

/** The questions about sessions, over a client that has begun a transaction. */
export function sessionsReading(client: pg.ClientBase): SessionsReading {
  const run = plainRun(client);
  const { policies, loadFacts, sessionFacts, findSessions, studentsOf, sessionsAround } =
    factTransaction(client);

  async function codes(table: "room" | "class", ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await run<{ id: string; code: string }>(
      `select id, code from ${table} where id = any($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, code }) => [id, code]));
  }

  return {
    watching: settlingStatements(client),
    policies,
    loadFacts,
    sessionFacts,
    findSessions,
    studentsOf,
    sessionsAround,

    async lastSeq() {
      const [row] = await run<{ seq: number }>("select seq from change_counter", []);
      return row?.seq ?? 0;
    },

    async policyNames() {
      const rows = await run<{ version: number; name: string }>("select version, name from policy", []);
      return new Map(rows.map(({ version, name }) => [version, name]));
    },

    async listSessions(filter, now, after, limit) {
      const values: unknown[] = [filter.from, filter.to];
      const bind = (value: unknown): string => `$${values.push(value)}`;
      const where = ["s.day >= $1::date", "s.day <= $2::date", sessionIsOfSchool("s.id")];
      if (filter.within.kind !== "everything") where.push(within(filter.within, bind));
      if (after !== null) {
        where.push(
          `(s.starts_at, s.id) > (${bind(toTimestamptz(after.start))}::timestamptz, ${bind(after.id)}::uuid)`,
        );
      }
      if (filter.room !== undefined) {
        where.push(`exists (select from session_room r join room_name n on n.room_id = r.room_id
          where r.session_id = s.id and n.name = ${bind(filter.room)})`);
      }
      if (filter.class !== undefined) {
        where.push(`exists (select from session_class c join class on class.id = c.class_id
          where c.session_id = s.id and class.code = ${bind(filter.class)})`);
      }
      if (filter.staff !== undefined) {
        where.push(`exists (select from session_staff t join identifier i on i.person_id = t.person_id
          where t.session_id = s.id and i.valid_to is null and i.value = ${bind(filter.staff)})`);
      }
      if (filter.state !== undefined) {
        where.push(`${stateAtText(`${bind(toTimestamptz(now))}::timestamptz`)} = ${bind(filter.state)}`);
      }
      if (filter.toSign) {
        where.push(waitsForSignature(`${bind(toTimestamptz(now))}::timestamptz`));
      }
      if (filter.toLookAt) {
        where.push(`(exists (select from mark m
          where m.session_id = s.id and (m.status = 'needs_review' or 'conflict' = any(m.flags))
            and ${seatIsOfSchool("m.session_id", "m.person_id")})
          or s.finalised_at is not null)`);
      }
      const rows = await run<{ id: string; starts_at: string }>(
        `select s.id, s.starts_at from session s where ${where.join(" and ")}
         order by s.starts_at, s.id limit ${bind(limit)}`,
        values,
      );
      return rows.map(({ id, starts_at }) => ({ id, start: toInstant(starts_at) }));
    },

    async sessionsNear(now, until, asked, limit) {
      const values: unknown[] = [toTimestamptz(now), toTimestamptz(until), limit];
      const own = within(asked, (value) => `$${values.push(value)}`);
      // No session is longer than a day, so its start bounds the search.
      const rows = await run<{ id: string; starts_at: string }>(
        `select s.id, s.starts_at from session s
         where s.starts_at >= $1::timestamptz - interval '2 days' and s.starts_at <= $2 and s.closes_at > $1
           and ${own} and ${sessionIsOfSchool("s.id")}
         order by s.starts_at, s.id limit $3`,
        values,
      );
      return rows.map(({ id, starts_at }) => ({ id, start: toInstant(starts_at) }));
    },

    async openSessions(now) {
      // No session is longer than a day, and no doors are open for longer before it.
      const rows = await run<{ id: string }>(
        `select s.id from session s
         where s.starts_at >= $1::timestamptz - interval '2 days' and s.starts_at <= $1::timestamptz + interval '1 day'
           and ${stateAtText("$1::timestamptz")} = 'open'
           and ${sessionIsOfSchool("s.id")}
         order by s.starts_at, s.id`,
        [toTimestamptz(now)],
      );
      return rows.map(({ id }) => id);
    },

    async heads(ids) {
      if (ids.length === 0) return [];
      const rows = await run<
        SessionCells & {
          room_codes: string[];
          class_names: { code: string; title: string }[];
          staff_names: PersonCells[];
          chosen_policy: number | null;
          of_school: boolean;
        }
      >(
        `select ${sessionColumns}, ${sessionIsOfSchool("s.id")} as of_school,
           array(select room.code from session_room r join room on room.id = r.room_id
             where r.session_id = s.id order by 1) as room_codes,
           coalesce((select json_agg(json_build_object('code', class.code, 'title', class.title) order by class.code)
             from session_class c join class on class.id = c.class_id where c.session_id = s.id), '[]') as class_names,
           coalesce((select json_agg(named order by named.own_id) from (
             select ${personColumns("p")} from session_staff t join person p on p.id = t.person_id
             where t.session_id = s.id
           ) named), '[]') as staff_names,
           (select (f.body->>'policyVersion')::int from fact f
             where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' = 'judged_by'
             order by f.seq desc limit 1) as chosen_policy
         from session s where s.id = any($1::uuid[]) order by s.starts_at, s.id`,
        [ids],
      );
      return rows.map((row) => ({
        stored: toStoredSession(row),
        rooms: row.room_codes,
        classes: row.class_names,
        staff: row.staff_names.map(toPerson),
        chosenPolicy: row.chosen_policy,
        ofEndedDemo: !row.of_school,
      }));
    },

    async seatCounts(ids) {
      if (ids.length === 0) return [];
      const rows = await run<{
        session_id: string;
        status: SeatCount["status"];
        students: number;
        to_look_at: number;
      }>(
        `select seat.session_id, nullif(m.status, 'expected') as status, count(*) as students,
           count(*) filter (where m.status = 'needs_review' or 'conflict' = any(m.flags)) as to_look_at
         from (${seatsOfSessions}) seat
         left join mark m on m.session_id = seat.session_id and m.person_id = seat.person_id
         group by 1, 2`,
        [ids],
      );
      return rows.map(({ session_id, status, students, to_look_at }) => ({
        session: session_id,
        status,
        students,
        toLookAt: to_look_at,
      }));
    },

    async seats(session, student) {
      const rows = await run<SeatRow>(
        `select * from (
         select p.id as person_id, ${personColumns("p")}, ${seatColumns}
         from (${seatsOfSessions}) seat
         join person p on p.id = seat.person_id
         left join mark m on m.session_id = seat.session_id and m.person_id = seat.person_id
         left join mark_revision r
           on r.session_id = m.session_id and r.person_id = m.person_id and r.revision = m.revision
         where $2::uuid is null or seat.person_id = $2::uuid
         ) shown order by own_id collate "C"`,
        [[session], student],
      );
      return rows.map(toSeat);
    },

    async seatsOf(asked) {
      if (asked.length === 0) return [];
      const rows = await run<SeatRow & { session_id: string }>(
        `with asked as materialized (
           select given.session_id, known.id as person_id
           from unnest($2::uuid[], $3::text[]) as given (session_id, student)
           cross join lateral ${whoGoesBy("given.student")} known
         )
         select * from (
         select seat.session_id, p.id as person_id, ${personColumns("p")}, ${seatColumns}
         from (${seatsOfSessions}) seat
         join person p on p.id = seat.person_id
         left join mark m on m.session_id = seat.session_id and m.person_id = seat.person_id
         left join mark_revision r
           on r.session_id = m.session_id and r.person_id = m.person_id and r.revision = m.revision
         where (seat.session_id, seat.person_id) in (select session_id, person_id from asked)
         ) shown order by own_id collate "C"`,
        [
          [...new Set(asked.map(({ session }) => session))],
          asked.map(({ session }) => session),
          asked.map(({ student }) => student),
        ],
      );
      return rows.map((row) => ({ session: row.session_id, ...toSeat(row) }));
    },

    finalWithLateFacts: (ids) => finalWithLateFacts(run, ids),

    async sessionsInRooms(sessions, rooms) {
      const rows = await run<{ session_id: string }>(
        "select distinct session_id from session_room where session_id = any($1::uuid[]) and room_id = any($2::uuid[])",
        [sessions, rooms],
      );
      return rows.map(({ session_id }) => session_id);
    },

    async visitors(sessions) {
      if (sessions.length === 0) return [];
      // As `matchScan` has it: a standing session expects somebody in its own room alone.
      const rows = await run<PersonCells & { session_id: string; scan: string; occurred_at: string }>(
        `select distinct on (s.id, own_id) s.id as session_id,
           coalesce(named.own_id, scan.subject_value) as own_id, named.name, scan.id as scan, scan.occurred_at
         from session s
         join scan on scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at
           and scan.room_id in (select r.room_id from session_room r where r.session_id = s.id)
           and scan.identified and scan.decision in ('granted', 'late') and scan.subject_value is not null
           and scan.withdrawn_at is null
         left join lateral (
           select f.person_id from fact f
           where f.kind = 'identity' and f.thing = scan.id order by f.seq desc limit 1
         ) joined on true
         left join lateral (
           select p.id, p.kind, ${personColumns("p")} from person p
           where p.id = coalesce(joined.person_id, scan.person_id)
         ) named on true
         where s.id = any($1::uuid[]) and coalesce(named.kind, 'student') = 'student' and not exists (
           select from enrolment e
           join session_class c on c.class_id = e.class_id
             and c.starts_at between scan.occurred_at - interval '2 days' and scan.occurred_at + interval '1 day'
           join session o on o.id = c.session_id and o.state <> 'cancelled'
             and o.opens_at <= scan.occurred_at and scan.occurred_at <= o.closes_at
             and e.from_date <= o.day and (e.to_date is null or o.day < e.to_date)
             and (o.kind = 'timetabled' or exists (
               select from session_room own where own.session_id = o.id and own.room_id = scan.room_id
             ))
           where e.person_id = named.id
         )
         order by s.id, own_id, scan.occurred_at, scan.seq`,
        [sessions],
      );
      return rows.map((row) => ({
        session: row.session_id,
        student: toPerson(row),
        at: toInstant(row.occurred_at),
        scan: row.scan,
      }));
    },

    async confirmations(topics) {
      if (topics.length === 0) return [];
      const rows = await run<PersonCells & { topic: string; occurred_at: string; raw: Uint8Array }>(
        `select scan.topic, named.own_id, named.name, scan.occurred_at, scan.raw
         from scan
         left join lateral (
           select f.person_id from fact f
           where f.kind = 'identity' and f.thing = scan.id order by f.seq desc limit 1
         ) joined on true
         join lateral (
           select ${personColumns("p")} from person p where p.id = coalesce(joined.person_id, scan.person_id)
         ) named on true
         where scan.source = 'room-code' and scan.topic = any($1::text[]) and scan.withdrawn_at is null
         order by scan.occurred_at, scan.seq`,
        [topics],
      );
      return rows.map((row) => ({
        topic: row.topic,
        student: toPerson(row),
        at: toInstant(row.occurred_at),
        payload: row.raw,
      }));
    },

    async attempts(sessions, students) {
      if (sessions.length === 0 || students?.length === 0) return [];
      const rows = await run<{
        session_id: string;
        person_id: string;
        own_id: string;
        times: number;
        occurred_at: string;
        room: string | null;
        decision: Decision;
        identified: boolean;
        reason: string | null;
      }>(
        `select a.session_id, a.person_id, (select named.own_id from (select ${personColumns("p")}) named) as own_id,
           a.attempts as times, scan.occurred_at, room.code as room, scan.decision, scan.identified, scan.reason
         from attempt a
         join scan on scan.id = a.scan_id
         left join room on room.id = scan.room_id
         join person p on p.id = a.person_id
         where a.session_id = any($1::uuid[]) and ($2::uuid[] is null or a.person_id = any($2::uuid[]))
           and ${seatCounts("a.session_id", "a.person_id")}
         order by own_id`,
        [sessions, students],
      );
      return rows.map(({ session_id, person_id, own_id, times, occurred_at, ...rest }) => ({
        session: session_id,
        student: person_id,
        ownId: own_id,
        times,
        at: toInstant(occurred_at),
        ...rest,
      }));
    },

    async readers(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{
        session_id: string;
        reader: string;
        room: string;
        to_at: string;
        left_at: string | null;
      }>(
        `select r.session_id, w.reader, room.code as room, last.to_at, last.left_at
         from session_room r
         join room on room.id = r.room_id
         join lateral (${readersIn("r.room_id")}) w on true
         cross join lateral (
           select a.to_at, a.left_at from device_alive a where a.device = w.reader order by a.from_at desc limit 1
         ) last
         where r.session_id = any($1::uuid[]) order by room.code, w.reader`,
        [sessions],
      );
      return rows.map(({ session_id, reader, room, to_at, left_at }) => ({
        session: session_id,
        reader,
        room,
        lastAt: toInstant(to_at),
        left: left_at !== null,
      }));
    },

    async blindSpells(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{
        session_id: string;
        room: string;
        blindness: string;
        reader: string;
        from_at: string;
        to_at: string | null;
      }>(
        `select distinct s.id as session_id, room.code as room, b.thing as blindness, watch.reader, b.from_at, b.to_at
         from session s
         join session_room r on r.session_id = s.id
         join room on room.id = r.room_id
         join lateral (
           select distinct on (w.thing) w.reader, w.from_at, w.to_at from fact w
           where w.kind = 'watch' and w.room_id = r.room_id order by w.thing, w.seq desc
         ) watch on watch.from_at <= s.ends_at and (watch.to_at is null or watch.to_at >= s.opens_at)
         join lateral (
           select distinct on (f.thing) f.thing, f.from_at, f.to_at from fact f
           where f.kind = 'blindness' and f.thing in (
             select f2.thing from fact f2 where f2.kind = 'blindness' and f2.reader = watch.reader
               and f2.from_at <= s.ends_at and (f2.to_at is null or f2.to_at >= s.opens_at)
           ) order by f.thing, f.seq desc
         ) b on b.from_at <= s.ends_at and (b.to_at is null or (b.to_at >= s.opens_at and b.to_at > b.from_at))
         where s.id = any($1::uuid[])
         order by b.from_at, room.code`,
        [sessions],
      );
      return rows.map(({ session_id, room, blindness, reader, from_at, to_at }) => ({
        session: session_id,
        room,
        blindness,
        reader,
        from: toInstant(from_at),
        to: to_at === null ? null : toInstant(to_at),
      }));
    },

    async watches(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{
        session_id: string;
        thing: string;
        room: string;
        reader: string;
        from_at: string;
        to_at: string | null;
        health: boolean;
      }>(
        `select s.id as session_id, w.thing, room.code as room, w.reader, w.from_at, w.to_at,
           (w.body->>'health')::boolean as health
         from session s ${watchesOfRooms}
         join room on room.id = r.room_id
         where s.id = any($1::uuid[])
         order by w.from_at, w.thing`,
        [sessions],
      );
      return rows.map(({ session_id, thing, room, reader, from_at, to_at, health }) => ({
        session: session_id,
        watch: thing,
        room,
        reader,
        from: toInstant(from_at),
        to: to_at === null ? null : toInstant(to_at),
        health,
      }));
    },

    async outboxes(session) {
      return (await readerOutboxes(run, [session])).get(session) ?? [];
    },

    async scans(ids) {
      if (ids.length === 0) return [];
      const rows = await run<ScanRow>(
        `select ${scanColumns} from scan s where s.id = any($1::uuid[]) order by s.occurred_at, s.seq`,
        [ids],
      );
      return rows.map(toScanView);
    },

    async sightings(ids) {
      if (ids.length === 0) return new Map();
      const rows = await run<
        {
          id: string;
          code: string;
          occurred_at: string;
          not_believed: string | null;
          by_code: boolean;
        } & StatedClock
      >(
        `select s.id, room.code, s.occurred_at, s.source = 'room-code' as by_code, ${statedClock},
           case when s.clock_suspect then s.device_text end as not_believed
         from scan s join room on room.id = s.room_id
         where s.id = any($1::uuid[])`,
        [ids],
      );
      return new Map(
        rows.map(({ id, code, occurred_at, clock, not_believed, by_code }) => [
          id,
          {
            room: code,
            at: toInstant(occurred_at),
            clock: toStatedClock(clock),
            notBelieved: not_believed,
            ...(by_code && { byCode: true }),
          },
        ]),
      );
    },

    async scansOfPeople(people, span) {
      if (people.length === 0) return [];
      const rows = await run<{
        person_id: string;
        id: string;
        occurred_at: string;
        decision: ScanOfPerson["decision"];
        identified: boolean;
        direction: "in" | "out" | null;
        room_id: string | null;
        place: string | null;
      }>(
        `select named.person_id, s.id, s.occurred_at, s.decision, s.identified, s.direction, s.room_id,
           coalesce(room.code, s.location) as place
         from (
           select id, person_id from scan
           where person_id = any($1::uuid[]) and occurred_at between $2 and $3
             and not exists (select from fact f where f.kind = 'identity' and f.thing = scan.id)
           union all
           select f.thing, f.person_id from fact f
           where f.kind = 'identity' and f.person_id = any($1::uuid[])
             and not exists (
               select from fact later where later.kind = 'identity' and later.thing = f.thing and later.seq > f.seq
             )
         ) named
         join scan s on s.id = named.id and s.occurred_at between $2 and $3
         left join room on room.id = s.room_id
         order by s.occurred_at, s.seq`,
        [people, toTimestamptz(span.from), toTimestamptz(span.to)],
      );
      return rows.map((row) => ({
        student: row.person_id,
        id: row.id,
        occurredAt: toInstant(row.occurred_at),
        decision: row.decision,
        identified: row.identified,
        direction: row.direction,
        room: row.room_id,
        place: row.place,
      }));
    },

    async revisions(session, student) {
      const rows = await run<{
        revision: number;
        seq: number;
        entry: unknown;
        actor: string;
        role: string;
        reason: string | null;
        decided_at: string;
        policy_version: number;
      }>(
        `select revision, seq, entry, actor, role, reason, decided_at, policy_version from mark_revision
         where session_id = $1 and person_id = $2 order by revision desc`,
        [session, student],
      );
      return rows.map((row) => ({
        revision: row.revision,
        seq: row.seq,
        entry: decodeEntry(row.entry),
        actor: row.actor,
        role: row.role,
        reason: row.reason,
        at: toInstant(row.decided_at),
        policyVersion: row.policy_version,
      }));
    },

    ...seatLookup(run),

    async people(ids) {
      if (ids.length === 0) return new Map();
      const rows = await run<PersonCells & { id: string }>(
        `select p.id, ${personColumns("p")} from person p where p.id = any($1::uuid[])`,
        [ids],
      );
      return new Map(rows.map((row) => [row.id, toPerson(row)]));
    },

    roomCodes: (ids) => codes("room", ids),
    classCodes: (ids) => codes("class", ids),

    async absenceCategories(ids) {
      if (ids.length === 0) return new Map();
      const rows = await run<{ thing: string; category: string }>(
        `select distinct on (f.thing) f.thing, f.body->>'category' as category from fact f
         where f.kind = 'absence' and f.thing = any($1::uuid[]) order by f.thing, f.seq desc`,
        [ids],
      );
      return new Map(rows.map(({ thing, category }) => [thing, category]));
    },

    findAbsence: (id) => findAbsence(run, id),

    async listAbsences(filter, limit) {
      const values: unknown[] = [
        filter.student ?? null,
        filter.state ?? null,
        filter.before,
        limit,
        filter.persons ?? null,
        filter.span ? toTimestamptz(filter.span.start) : null,
        filter.span ? toTimestamptz(filter.span.end) : null,
      ];
      const own = absenceWithin(filter, (value) => `$${values.push(value)}`);
      const rows = await run<AbsenceRow>(
        `select ${absenceColumns} from fact f
         where f.kind = 'absence' and ${personIsOfSchool("f.person_id")}
           and ${lastOfAbsence}
           and ($1::text is null or f.person_id = ${whoGoesBy("$1::text")})
           and ($2::text is null or f.body->>'state' = $2)
           and ($3::bigint is null or f.seq < $3)
           and ($5::uuid[] is null or f.person_id = any($5::uuid[]))
           and ($6::timestamptz is null or (f.to_at > $6 and f.from_at < $7::timestamptz))
           and ${own}
         order by f.seq desc limit $4`,
        values,
      );
      return rows.map(toStoredAbsence);
    },

    async waitingAbsences(filter) {
      const values: unknown[] = [];
      const own = absenceWithin(filter, (value) => `$${values.push(value)}`);
      const [row] = await run<{ n: number }>(
        `select count(*) as n from fact f
         where f.kind = 'absence' and f.body->>'state' = 'submitted' and ${lastOfAbsence} and ${own}
           and ${personIsOfSchool("f.person_id")}`,
        values,
      );
      return row?.n ?? 0;
    },
  };
}
