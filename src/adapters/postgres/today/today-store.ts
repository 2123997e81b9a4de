import type pg from "pg";
import type { DaySession, SeatGroup, TodayReading, TodayStore } from "../../../app/today/today-store.ts";
import type { PersonView } from "../../../contract/http/sessions.ts";
import type { MarkStatus } from "../../../domain/attendance/mark.ts";
import type { SessionState } from "../../../domain/timetable/session-state.ts";
import { datedPolicies } from "../dated-policies.ts";
import { seatCounts, sessionIsOfSchool } from "../ended-demo.ts";
import { beginSnapshot, inTransaction } from "../in-transaction.ts";
import { plainRun } from "../plain-run.ts";
import { readSeen } from "../read-seen.ts";
import { readersIn } from "../reader-outboxes.ts";
import { waitsForSignature } from "../session-rules.ts";
import { personColumns, sessionsReading } from "../sessions-reading.ts";
import { toInstant } from "../to-instant.ts";
import { toTimestamptz } from "../to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The day, each reading of it from one moment of the store. */
export function todayStore(query: Query, pool: pg.Pool): TodayStore {
  return {
    read: (work) => inTransaction(pool, beginSnapshot, (client) => work(todayReading(client))),

    async snoozes(now) {
      const rows = await query<{ key: string; until: string; actor: string }>(
        "select key, until, actor from attention_snooze where until > $1",
        [toTimestamptz(now)],
      );
      return rows.map(({ key, until, actor }) => ({ key, until: toInstant(until), by: actor }));
    },

    async putAway({ key, until, by }, at) {
      // What is over is nobody's any more.
      await query(
        `with over as (delete from attention_snooze where until <= $4 and key <> $1)
         insert into attention_snooze (key, until, actor, at) values ($1, $2, $3, $4)
         on conflict (key) do update set until = excluded.until, actor = excluded.actor, at = excluded.at`,
        [key, toTimestamptz(until), by, toTimestamptz(at)],
      );
    },

    async takeUp(key) {
      await query("delete from attention_snooze where key = $1", [key]);
    },

    async silentReaders(since) {
      const rows = await query<{ reader: string; room: string; to_at: string }>(
        `select w.reader, room.code as room, last.to_at
         from (select distinct on (m.reader) m.reader, m.room_id from reader_move m order by m.reader, m.from_at desc) w
         join room on room.id = w.room_id
         cross join lateral (
           select a.to_at, a.left_at from device_alive a where a.device = w.reader order by a.from_at desc limit 1
         ) last
         where last.left_at is not null or last.to_at < $1
         order by room.code, w.reader`,
        [toTimestamptz(since)],
      );
      return rows.map(({ reader, room, to_at }) => ({ reader, room, lastAt: toInstant(to_at) }));
    },
  };
}

interface DaySessionRow {
  id: string;
  kind: "timetabled" | "standing";
  starts_at: string;
  ends_at: string;
  opens_at: string;
  closes_at: string;
  required: boolean;
  weight: number;
  state: SessionState;
  title: string;
  sort: string;
  classes: string[];
  rooms: string[];
  staff: { own_id: string; name: string | null }[];
  signed_off_at: string | null;
  signed_off_by: string | null;
  chosen_policy: number | null;
}

function todayReading(client: pg.ClientBase): TodayReading {
  const run = plainRun(client);

  return {
    coverage: sessionsReading(client),

    async lastSeq() {
      const [row] = await run<{ seq: number }>("select seq from change_counter", []);
      return row?.seq ?? 0;
    },

    seen: (now) => readSeen(run, now),

    policies: () => datedPolicies(run),

    async sessionsOf(day) {
      const rows = await run<DaySessionRow>(
        `select s.id, s.kind, s.starts_at, s.ends_at, s.opens_at, s.closes_at, s.required,
           s.weight::float8 as weight, s.state, s.title, s.sort,
           array(select class.code from session_class c join class on class.id = c.class_id
             where c.session_id = s.id order by 1) as classes,
           array(select room.code from session_room r join room on room.id = r.room_id
             where r.session_id = s.id order by 1) as rooms,
           coalesce((select json_agg(named order by named.own_id) from (
             select ${personColumns("p")} from session_staff t join person p on p.id = t.person_id
             where t.session_id = s.id
           ) named), '[]') as staff,
           s.signed_off_at, s.signed_off_by,
           (select (f.body->>'policyVersion')::int from fact f
             where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' = 'judged_by'
             order by f.seq desc limit 1) as chosen_policy
         from session s where s.day = $1::date and ${sessionIsOfSchool("s.id")}
         order by starts_at, id`,
        [day],
      );
      return rows.map(toDaySession);
    },

    async seats(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{
        session_id: string;
        status: MarkStatus | null;
        arrival: "present" | "late" | null;
        leave_effect: "authorised" | "elsewhere" | null;
        present_ms: number | null;
        seats: number;
        to_look_at: number;
      }>(
        `with asked as (select unnest($1::uuid[]) as id)
         select seat.session_id, m.status, m.arrival, m.leave_effect, m.present_ms, count(*) as seats,
           count(*) filter (where m.status = 'needs_review' or 'conflict' = any(m.flags)) as to_look_at
         from (
           select s.id as session_id, e.person_id
           from asked join session s using (id)
           join session_class c on c.session_id = s.id
           join enrolment e on e.class_id = c.class_id
             and e.from_date <= s.day and (e.to_date is null or s.day < e.to_date)
           where s.finalised_at is null
           union
           select m.session_id, m.person_id from asked join mark m on m.session_id = asked.id
           where m.status <> 'expected'
         ) seat
         left join mark m on m.session_id = seat.session_id and m.person_id = seat.person_id
         where ${seatCounts("seat.session_id", "seat.person_id")}
         group by 1, 2, 3, 4, 5`,
        [sessions],
      );
      return rows.map(
        (row): SeatGroup => ({
          session: row.session_id,
          status: row.status,
          mark: { arrival: row.arrival, leave: row.leave_effect, presentMs: row.present_ms },
          seats: row.seats,
          toLookAt: row.to_look_at,
        }),
      );
    },

    async arrivals(sessions) {
      if (sessions.length === 0) return new Map();
      const rows = await run<{ session_id: string; at: number[] }>(
        `select session_id, array_agg((extract(epoch from first_seen) * 1000)::float8) as at
         from mark
         where session_id = any($1::uuid[]) and status in ('present', 'late', 'late_after_close', 'left_early')
           and first_seen is not null and ${seatCounts("mark.session_id", "mark.person_id")}
         group by session_id`,
        [sessions],
      );
      return new Map(rows.map(({ session_id, at }) => [session_id, at]));
    },

    async attempts(sessions) {
      if (sessions.length === 0) return new Map();
      const rows = await run<{ session_id: string; people: number }>(
        `select a.session_id, count(*) as people from attempt a
         where a.session_id = any($1::uuid[]) and not exists (
           select from mark m where m.session_id = a.session_id and m.person_id = a.person_id
             and m.status in ('present', 'late', 'late_after_close', 'left_early')
         ) and ${seatCounts("a.session_id", "a.person_id")} group by a.session_id`,
        [sessions],
      );
      return new Map(rows.map(({ session_id, people }) => [session_id, people]));
    },

    async readers(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{ session_id: string; reader: string; room: string }>(
        `select r.session_id, w.reader, room.code as room
         from session_room r
         join lateral (${readersIn("r.room_id")}) w on exists (select from device_alive a where a.device = w.reader)
         join room on room.id = r.room_id
         where r.session_id = any($1::uuid[]) order by room.code, w.reader`,
        [sessions],
      );
      return rows.map(({ session_id, ...row }) => ({ session: session_id, ...row }));
    },

    async blindSpells(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{
        session_id: string;
        reader: string;
        room: string;
        from_at: string;
        to_at: string | null;
      }>(
        `select distinct s.id as session_id, watch.reader, room.code as room, b.from_at, b.to_at
         from session s
         join session_room r on r.session_id = s.id
         join room on room.id = r.room_id
         join lateral (
           select distinct on (w.thing) w.reader, w.from_at, w.to_at from fact w
           where w.kind = 'watch' and w.room_id = r.room_id order by w.thing, w.seq desc
         ) watch on watch.from_at <= s.closes_at and (watch.to_at is null or watch.to_at >= s.opens_at)
         join lateral (
           select distinct on (f.thing) f.from_at, f.to_at from fact f
           where f.kind = 'blindness' and f.thing in (
             select f2.thing from fact f2 where f2.kind = 'blindness' and f2.reader = watch.reader
               and f2.from_at <= s.closes_at and (f2.to_at is null or f2.to_at >= s.opens_at)
           ) order by f.thing, f.seq desc
         ) b on b.from_at <= s.closes_at and (b.to_at is null or (b.to_at >= s.opens_at and b.to_at > b.from_at))
         where s.id = any($1::uuid[]) and s.state <> 'scheduled'
         order by b.from_at, room.code`,
        [sessions],
      );
      return rows.map(({ session_id, reader, room, from_at, to_at }) => ({
        session: session_id,
        reader,
        room,
        from: toInstant(from_at),
        to: to_at === null ? null : toInstant(to_at),
      }));
    },

    async unsignedBefore(day, now) {
      const [row] = await run<{ registers: number; first_day: string | null }>(
        `select count(*) as registers, min(s.day) as first_day from session s
         where ${waitsForSignature("$2::timestamptz")} and s.day < $1::date`,
        [day, toTimestamptz(now)],
      );
      return { registers: row?.registers ?? 0, firstDay: row?.first_day ?? null };
    },

    async countStudents(day) {
      const [row] = await run<{ n: number }>(
        "select count(distinct person_id) as n from enrolment where to_date is null or to_date > $1::date",
        [day],
      );
      return row?.n ?? 0;
    },

    async holidayOn(day) {
      const [row] = await run<{ title: string }>("select title from non_teaching_day where day = $1::date", [
        day,
      ]);
      return row?.title ?? null;
    },

    async nextDay(after) {
      const [row] = await run<{ day: string; sessions: number }>(
        `select s.day, count(*) as sessions from session s
         where s.state <> 'cancelled' and ${sessionIsOfSchool("s.id")} and s.day = (
           select min(o.day) from session o
           where o.day > $1::date and o.state <> 'cancelled' and ${sessionIsOfSchool("o.id")})
         group by s.day`,
        [after],
      );
      return row ?? null;
    },
  };
}

function toDaySession(row: DaySessionRow): DaySession {
  return {
    session: {
      id: row.id,
      kind: row.kind,
      start: toInstant(row.starts_at),
      end: toInstant(row.ends_at),
      required: row.required,
      weight: row.weight,
    },
    title: row.title,
    sort: row.sort,
    classes: row.classes,
    rooms: row.rooms,
    staff: row.staff.map(({ own_id, name }): PersonView => ({ id: own_id, name })),
    opens: toInstant(row.opens_at),
    closes: toInstant(row.closes_at),
    state: row.state,
    signedOff:
      row.signed_off_at === null || row.signed_off_by === null
        ? null
        : { at: toInstant(row.signed_off_at), by: row.signed_off_by },
    chosenPolicy: row.chosen_policy,
  };
}
