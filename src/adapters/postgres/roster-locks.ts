import type pg from "pg";
import { ImportApplying } from "../../app/imports/import-applying.ts";
import { ConnectionSpent } from "./in-transaction.ts";
import { lockKeys } from "./lock-keys.ts";
import { lockChanges } from "./timetable-store.ts";

/**
 * Whoever changes rosters waits so long for others who do, or for an import of few rows, before the store is told to be busy,
 * in milliseconds.
 */
const mostWaitMs = 10_000;

/**
 * As `lockChanges`, for whoever changes rosters: one after the other, and none while a large import is being planned and
 * written in steps, between which the counter is free for all who do not.
 *
 * @throws ImportApplying while a large import is being applied
 */
export async function lockRosters(client: pg.ClientBase): Promise<void> {
  if (!(await lockRostersBeside(client))) throw new ImportApplying();
}

/**
 * The same for whoever takes no for an answer.
 *
 * @returns false, with no lock, while a large import is being applied
 */
export async function lockRostersBeside(client: pg.ClientBase): Promise<boolean> {
  const tried = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1) as free", [
    lockKeys.rosters,
  ]);
  if (tried.rows[0]?.free !== true) {
    if (await isImportBeside(client)) return false;
    await client.query(`set local lock_timeout = ${mostWaitMs}`);
    await client.query("select pg_advisory_xact_lock($1)", [lockKeys.rosters]);
    await client.query("set local lock_timeout = 0");
  }
  await lockChanges(client);
  return true;
}

/**
 * Lets nobody else through `lockRosters` while `work` is under way on this connection, in transactions of its own.
 *
 * @param refusing whether whoever asks meanwhile is refused at once, rather than let wait
 * @throws ImportApplying while another import that refuses is under way
 */
export function holdRosters<T>(client: pg.ClientBase, refusing: boolean, work: () => Promise<T>): Promise<T> {
  if (!refusing) return holding(client, lockKeys.rosters, () => takeRosters(client), work);
  // First, so that nobody waits for the rosters who ought to be refused.
  return holding(
    client,
    lockKeys.importing,
    async () => {
      if (!(await tryLock(client, lockKeys.importing))) throw new ImportApplying();
    },
    () => holding(client, lockKeys.rosters, () => takeRosters(client), work),
  );
}

async function takeRosters(client: pg.ClientBase): Promise<void> {
  if (await tryLock(client, lockKeys.rosters)) return;
  if (await isImportBeside(client)) throw new ImportApplying();
  await client.query(`set lock_timeout = ${mostWaitMs}`);
  try {
    await client.query("select pg_advisory_lock($1)", [lockKeys.rosters]);
  } finally {
    await client.query("set lock_timeout = 0");
  }
}

async function tryLock(client: pg.ClientBase, key: number): Promise<boolean> {
  const tried = await client.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [key]);
  return tried.rows[0]?.free === true;
}

/** Runs `work` with a lock of the connection, which is let go with it, or with the connection. */
async function holding<T>(
  client: pg.ClientBase,
  key: number,
  take: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  await take();
  const letGo = (): Promise<unknown> => client.query("select pg_advisory_unlock($1)", [key]);
  let result: T;
  try {
    result = await work();
  } catch (cause) {
    if (cause instanceof ConnectionSpent) throw cause;
    await letGo().catch(() => {
      throw new ConnectionSpent("a lock could not be let go", { cause });
    });
    throw cause;
  }
  await letGo();
  return result;
}

/**
 * Whether another connection has announced an import that refuses whoever changes rosters. It is read from the list of locks,
 * since trying the lock would keep an import from announcing itself.
 */
async function isImportBeside(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_locks
     where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1 and granted and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())`,
    [lockKeys.importing],
  );
  return rowCount !== 0;
}
