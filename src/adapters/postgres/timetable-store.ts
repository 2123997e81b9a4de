import type pg from "pg";
import type { TimetableReading, TimetableStore } from "../../app/facts/timetable-store.ts";
import { factTransaction } from "./fact-transaction.ts";
import { beginSnapshot, ConnectionSpent, inTransaction } from "./in-transaction.ts";
import { lockKeys } from "./lock-keys.ts";
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

/**
 * The same for whoever changes rosters, who first waits for an import that is being applied in steps: between these the
 * counter is free for all who do not.
 */
export async function lockRosters(client: pg.ClientBase): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [lockKeys.rosters]);
  await lockChanges(client);
}

/**
 * As `lockRosters`, for whoever is told at once that an import is being written, which may take a minute, and waits for what
 * is over sooner.
 *
 * @param mostWaitMs after which the statement fails as that of a store that is busy
 * @returns false, with no lock, while an import is being written
 */
export async function lockRostersBeside(client: pg.ClientBase, mostWaitMs: number): Promise<boolean> {
  const tried = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1) as free", [
    lockKeys.rosters,
  ]);
  if (tried.rows[0]?.free !== true) {
    const { rowCount } = await client.query(
      "select from import where state = 'preview' and settled_at is not null",
    );
    if (rowCount !== 0) return false;
    await client.query(`set local lock_timeout = ${mostWaitMs}`);
    await client.query("select pg_advisory_xact_lock($1)", [lockKeys.rosters]);
    await client.query("set local lock_timeout = 0");
  }
  await lockChanges(client);
  return true;
}

/** Lets nobody else through `lockRosters` while `work` is under way on this connection, in transactions of its own. */
export async function holdRosters<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("select pg_advisory_lock($1)", [lockKeys.rosters]);
  const letGo = (): Promise<unknown> => client.query("select pg_advisory_unlock($1)", [lockKeys.rosters]);
  let result: T;
  try {
    result = await work();
  } catch (cause) {
    await letGo().catch(() => {
      throw cause instanceof ConnectionSpent
        ? cause
        : new ConnectionSpent("a lock could not be let go", { cause });
    });
    throw cause;
  }
  await letGo();
  return result;
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
