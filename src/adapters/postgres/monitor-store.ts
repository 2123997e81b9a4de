import type pg from "pg";
import type { MonitorStore, MonitorTransaction, SessionTrouble } from "../../app/monitor/monitor-store.ts";
import type { FinalityFacts } from "../../domain/timetable/session-state.ts";
import { seatCounts, seatIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { factTransaction } from "./fact-transaction.ts";
import { inTransaction } from "./in-transaction.ts";
import { plainRun } from "./plain-run.ts";
import { readerOutboxes, readersIn } from "./reader-outboxes.ts";
import { type SessionCells, sessionColumns, toStoredSession } from "./session-rows.ts";
import { waitsForSignature } from "./session-rules.ts";
import { settlingStatements } from "./settling-statements.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** What is due, found by index, and the transactions in which it is done. */
export function monitorStore(query: Query, pool: pg.Pool): MonitorStore {
  return {
    async dueSteps(upTo, except, limit) {
      const rows = await query<{ id: string; step: "open" | "close" | "settle"; at: string }>(
        `select * from (
           (select id, 'open' as step, opens_at as at, 1 as rank from session
            where state = 'scheduled' and opens_at <= $1 and id <> all($2::uuid[]) order by opens_at limit $3)
           union all
           (select id, 'close', closes_at, 2 from session
            where state in ('scheduled', 'open') and closes_at <= $1 and id <> all($2::uuid[])
            order by closes_at limit $3)
           union all
           (select id, 'settle', closes_at, 3 from session
            where state in ('closed', 'reopened') and settled_close is distinct from closes_at and closes_at <= $1
              and id <> all($2::uuid[])
            order by closes_at limit $3)
         ) due order by at, rank, id limit $3`,
        [toTimestamptz(upTo), except, limit],
      );
      return rows.map(({ id, step, at }) => ({ session: id, step, at: toInstant(at) }));
    },

    async signedSessions(limit) {
      const rows = await query<{ id: string }>(
        `select id from session where state in ('closed', 'reopened') and signed_off_at is not null
         order by closes_at limit $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },

    async sessionsToFinalise(upTo, after, limit) {
      const rows = await query<{ id: string }>(
        // A day may have an hour less than others; the rules say the exact instant.
        `with bound as (
           select $1::timestamptz - make_interval(hours => 24 * min((numbers->>'finaliseAfterDays')::int) - 1) as at
           from policy
         )
         select s.id from session s, bound
         where s.kind = 'timetabled' and s.state in ('closed', 'reopened') and s.starts_at < bound.at and s.ends_at <= bound.at
           and ($2::uuid is null or (s.starts_at, s.id) > (select p.starts_at, p.id from session p where p.id = $2))
           and not exists (
             select from mark m where m.session_id = s.id and m.status = 'needs_review'
               and ${seatCounts("s.id", "m.person_id")}
           )
         order by s.starts_at, s.id limit $3`,
        [toTimestamptz(upTo), after, limit],
      );
      return rows.map(({ id }) => id);
    },

    async healthIsDue(now, except) {
      const rows = await query(
        "select 1 from health_due where due_at <= $1 and device <> all($2::text[]) limit 1",
        [toTimestamptz(now), except],
      );
      return rows.length > 0;
    },

    async newlySilent(silentSince, except) {
      const rows = await query<{ reader: string; last_at: string }>(
        `select w.reader, last.to_at as last_at
         from (
           select r.room_id, max(s.ends_at) as ends_at from session s join session_room r on r.session_id = s.id
           where s.state = 'open' group by r.room_id
         ) open
         join lateral (${readersIn("open.room_id")}) w on w.reader <> all($2::text[])
         cross join lateral (
           select a.to_at, a.left_at from device_alive a where a.device = w.reader order by a.from_at desc limit 1
         ) last
         where (last.left_at is not null or last.to_at < $1) and last.to_at <= open.ends_at and not exists (
           select from fact f
           where f.kind = 'blindness' and f.reader = w.reader and f.to_at is null and not exists (
             select from fact l where l.kind = 'blindness' and l.reader = f.reader and l.thing = f.thing and l.seq > f.seq
           )
         )
         order by w.reader limit 100`,
        [toTimestamptz(silentSince), except],
      );
      return rows.map(({ reader, last_at }) => ({ reader, lastAt: toInstant(last_at) }));
    },

    async sessionTrouble(silentSince, excused): Promise<SessionTrouble> {
      const [review] = await query<{ sessions: number; marks: number; first_day: string | null }>(
        `select count(distinct s.id) as sessions, count(*) as marks, min(s.day) as first_day
         from mark m join session s on s.id = m.session_id
         where m.status = 'needs_review' and s.state in ('closed', 'reopened')
           and ${sessionIsOfSchool("s.id")} and ${seatIsOfSchool("m.session_id", "m.person_id")}`,
        [],
      );
      const unwatched = await query<UnwatchedRow>(
        `select s.id, s.title, room.code, w.reader, last.to_at, (
           select count(*) from (${readersIn("r.room_id")}) o
           cross join lateral (
             select a.to_at, a.left_at from device_alive a where a.device = o.reader order by a.from_at desc limit 1
           ) heard
           where heard.left_at is null and heard.to_at >= $1
         ) as others
         from session s
         join session_room r on r.session_id = s.id
         join room on room.id = r.room_id
         join lateral (${readersIn("r.room_id")}) w on true
         cross join lateral (
           select a.to_at, a.left_at from device_alive a where a.device = w.reader order by a.from_at desc limit 1
         ) last
         where s.state = 'open' and (last.left_at is not null or last.to_at < $1) and w.reader <> all($2::text[])
         order by s.starts_at, s.id, w.reader limit 100`,
        [toTimestamptz(silentSince), excused],
      );
      return {
        toReview: {
          sessions: review?.sessions ?? 0,
          marks: review?.marks ?? 0,
          firstDay: review?.first_day ?? null,
        },
        unwatched: unwatched.map((row) => ({
          session: row.id,
          title: row.title,
          room: row.code,
          reader: row.reader,
          lastAt: toInstant(row.to_at),
          others: row.others,
        })),
      };
    },

    async countToSign(now) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from session s where ${waitsForSignature("$1::timestamptz")}`,
        [toTimestamptz(now)],
      );
      return row?.n ?? 0;
    },

    async countToReview() {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from session s where s.state <> 'cancelled' and ${sessionIsOfSchool("s.id")} and s.id in (
           select m.session_id from mark m where m.status = 'needs_review' and ${seatIsOfSchool("m.session_id", "m.person_id")}
           union select m.session_id from mark m where 'conflict' = any(m.flags) and ${seatIsOfSchool("m.session_id", "m.person_id")}
         )`,
        [],
      );
      return row?.n ?? 0;
    },

    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(monitorTransaction(client));
      }),
  };
}

interface UnwatchedRow {
  id: string;
  title: string;
  code: string;
  reader: string;
  to_at: string;
  others: number;
}

function monitorTransaction(client: pg.ClientBase): MonitorTransaction {
  const run = plainRun(client);

  return {
    ...settlingStatements(client),
    timetable: factTransaction(client),

    async setState(sessions, state) {
      await run("update session set state = $2 where id = any($1::uuid[])", [sessions, state]);
    },

    async takeHealthDue(now, except) {
      const [row] = await run<{ device: string; from_at: string; due_at: string }>(
        `delete from health_due where device = (
           select device from health_due where due_at <= $1 and device <> all($2::text[])
           order by due_at, device limit 1
         ) returning device, from_at, due_at`,
        [toTimestamptz(now), except],
      );
      return row ? { device: row.device, from: toInstant(row.from_at), dueAt: toInstant(row.due_at) } : null;
    },

    async sessionsOfReader(reader, from, limit) {
      const rows = await run<SessionCells>(
        `select ${sessionColumns} from session s
         where s.state in ('open', 'closed', 'reopened', 'final')
           and s.closes_at >= $2 and s.id in (
           select r.session_id from (
             select room_id from reader_move where reader = $1
             union select room_id from fact where kind = 'watch' and reader = $1
           ) w join session_room r on r.room_id = w.room_id and r.starts_at >= $2::timestamptz - interval '2 days'
         )
         order by s.opens_at, s.id limit $3`,
        [reader, toTimestamptz(from), limit],
      );
      return rows.map(toStoredSession);
    },

    async finalityFacts(sessions) {
      const facts = new Map<string, { toReview: number; outboxes: FinalityFacts["outboxes"][number][] }>(
        sessions.map((id) => [id, { toReview: 0, outboxes: [] }]),
      );
      const marks = await run<{ session_id: string; n: number }>(
        `select m.session_id, count(*) as n from mark m
         where m.session_id = any($1::uuid[]) and m.status = 'needs_review'
           and ${seatCounts("m.session_id", "m.person_id")}
         group by m.session_id`,
        [sessions],
      );
      for (const { session_id, n } of marks) {
        const entry = facts.get(session_id);
        if (entry) entry.toReview = n;
      }
      for (const [session, outboxes] of await readerOutboxes(run, sessions)) {
        facts.get(session)?.outboxes.push(...outboxes);
      }
      return facts;
    },
  };
}
