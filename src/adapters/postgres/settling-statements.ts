import type pg from "pg";
import { instantOf } from "../../app/facts/instant-of.ts";
import type { SettlingTransaction } from "../../app/health/settle-readers.ts";
import { type FactRow, factColumns, readFacts } from "./fact-rows.ts";
import { healthStatements } from "./health-statements.ts";
import { plainRun } from "./plain-run.ts";
import { watchesOfRooms } from "./reader-outboxes.ts";
import { stateAtText } from "./session-rules.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** The statements that settle the readers of sessions, over a client that has begun a transaction. */
export function settlingStatements(client: pg.ClientBase): Omit<SettlingTransaction, "timetable"> {
  const run = plainRun(client);

  return {
    health: healthStatements(client),

    async readerFacts(asked) {
      const rows = await run<FactRow & { n: number }>(
        `select asked.n, ${factColumns}
         from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (reader, from_at, to_at, n)
         join fact f on f.kind in ('watch', 'blindness') and f.reader = asked.reader and f.thing in (
           select b.thing from fact b
           where b.kind in ('watch', 'blindness') and b.reader = asked.reader
             and (asked.to_at is null or b.from_at <= asked.to_at) and (b.to_at is null or b.to_at >= asked.from_at)
         )`,
        [
          asked.map(({ device }) => device),
          asked.map(({ from }) => toTimestamptz(from)),
          asked.map(({ to }) => (to === null ? null : toTimestamptz(to))),
        ],
      );
      return asked.map((_, at) => {
        const { watches, blindness } = readFacts(rows.filter(({ n }) => n === at + 1));
        return { watches, blindness };
      });
    },

    async markSettled(sessions) {
      await run("update session set settled_close = closes_at where id = any($1::uuid[])", [sessions]);
    },

    async readersOf(sessions) {
      const rows = await run<{ session_id: string; reader: string }>(
        `select distinct s.id as session_id, m.reader
         from session s
         join session_room r on r.session_id = s.id
         join reader_move m on m.room_id = r.room_id and m.from_at <= s.closes_at and not exists (
           select from reader_move l where l.reader = m.reader and l.from_at > m.from_at and l.from_at <= s.opens_at
         )
         where s.id = any($1::uuid[])
         union
         select s.id, w.reader from session s ${watchesOfRooms} where s.id = any($1::uuid[])`,
        [sessions],
      );
      return rows.map((row) => ({ session: row.session_id, reader: row.reader }));
    },

    async sessionsTouching(revised, now) {
      if (revised.length === 0) return [];
      const rows = await run<{ id: string }>(
        `select distinct s.id
         from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as given (room_id, from_at, to_at)
         join session_room r on r.room_id = given.room_id and r.starts_at >= given.from_at - interval '2 days'
         join session s on s.id = r.session_id and s.opens_at <= coalesce(given.to_at, 'infinity')
           and s.ends_at >= given.from_at
           and ${stateAtText("$4::timestamptz")} in ('open', 'closed', 'reopened')`,
        [
          revised.map(({ room }) => room),
          revised.map(({ from }) => toTimestamptz(instantOf(from))),
          revised.map(({ to }) => (to === Number.POSITIVE_INFINITY ? null : toTimestamptz(instantOf(to)))),
          toTimestamptz(now),
        ],
      );
      return rows.map(({ id }) => id);
    },
  };
}
