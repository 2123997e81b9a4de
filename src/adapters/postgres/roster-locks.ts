import type pg from "pg";
import { ImportApplying } from "../../app/imports/import-applying.ts";
import { ConnectionSpent } from "./in-transaction.ts";
import { lockKeys } from "./lock-keys.ts";
import { lockChanges } from "./timetable-store.ts";

/**
 * Whoever changes rosters waits so long for others who do, or for an import that is being planned, before the store is told
 * to be busy, in milliseconds.
 */
const mostWaitMs = 10_000;

/**
 * As `lockChanges`, for whoever changes rosters: one after the other, and none while an import is being written in steps,
 * between which the counter is free for all who do not.
 *
 * @throws ImportApplying while an import is being written
 */
export async function lockRosters(client: pg.ClientBase): Promise<void> {
  if (!(await lockRostersBeside(client))) throw new ImportApplying();
}

/**
 * The same for whoever takes no for an answer.
 *
 * @returns false, with no lock, while an import is being written
 */
export async function lockRostersBeside(client: pg.ClientBase): Promise<boolean> {
  const tried = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1) as free", [
    lockKeys.rosters,
  ]);
  if (tried.rows[0]?.free !== true) {
    if (await isImportApplying(client)) return false;
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
 * @throws ImportApplying while another import is being written
 */
export async function holdRosters<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  const tried = await client.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [
    lockKeys.rosters,
  ]);
  if (tried.rows[0]?.free !== true) {
    if (await isImportApplying(client)) throw new ImportApplying();
    await client.query(`set lock_timeout = ${mostWaitMs}`);
    try {
      await client.query("select pg_advisory_lock($1)", [lockKeys.rosters]);
    } finally {
      await client.query("set lock_timeout = 0");
    }
  }
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

async function isImportApplying(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    "select from import where state = 'preview' and settled_at is not null",
  );
  return rowCount !== 0;
}
