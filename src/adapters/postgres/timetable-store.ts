import type pg from "pg";
import type { TimetableReading, TimetableStore } from "../../app/facts/timetable-store.ts";
import { factTransaction } from "./fact-transaction.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { type SessionCells, sessionColumns, toStoredSession } from "./session-rows.ts";

const pageSize = 1_000;

/**
 * Timetables and registers. Each writing use case is one transaction, and holds the lock on the change counter from its
 * beginning, so that what it reads is what everybody wrote before it.
 */
export function timetableStore(pool: pg.Pool): TimetableStore {
  return {
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(factTransaction(client));
      }),
    read: (work) => inTransaction(pool, beginSnapshot, (client) => work(timetableReading(client))),
  };
}

/**
 * Waits for every other writer: from here on this transaction writes alone. It takes a number, so that whoever knows what
 * was committed before knows from the counter that this was.
 */
export async function lockChanges(client: pg.ClientBase): Promise<void> {
  await client.query("update change_counter set seq = seq + 1");
}

function timetableReading(client: pg.ClientBase): TimetableReading {
  return {
    ...factTransaction(client),

    async countSessions() {
      const { rows } = await client.query<{ n: number }>("select count(*) as n from session");
      return rows[0]?.n ?? 0;
    },

    async *sessionsInOrder() {
      let opens: string | null = null;
      let id: string | null = null;
      for (;;) {
        const rows: SessionCells[] = await pageAfter(client, opens, id);
        if (rows.length > 0) yield rows.map(toStoredSession);
        const last = rows.at(-1);
        if (!last || rows.length < pageSize) return;
        opens = last.opens_at;
        id = last.id;
      }
    },
  };
}

async function pageAfter(
  client: pg.ClientBase,
  opens: string | null,
  id: string | null,
): Promise<SessionCells[]> {
  const { rows } = await client.query<SessionCells>(
    `select ${sessionColumns} from session s
     where $1::timestamptz is null or (s.opens_at, s.id) > ($1, $2::uuid)
     order by s.opens_at, s.id limit ${pageSize}`,
    [opens, id],
  );
  return rows;
}
