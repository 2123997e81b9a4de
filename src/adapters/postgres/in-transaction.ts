import type pg from "pg";
import { toStoreError } from "./store-errors.ts";

/**
 * Runs `work` between `begin` and COMMIT on a connection of its own, which a failure to roll back closes. What a query
 * threw comes out as `toStoreError` sorts it.
 *
 * @param begin the statement that begins the transaction
 */
export function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return onConnection(pool, (client) => between(client, begin, () => work(client)));
}

/** Runs `work` on a connection of its own, which a failure to roll back closes; what a query threw comes out sorted. */
export async function onConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw toStoreError(error);
  }
  // A connection that breaks between two queries says so here; the next query fails.
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof ConnectionSpent) broken ??= error;
    throw toStoreError(error instanceof ConnectionSpent ? error.cause : error);
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/** Runs `work` between `begin` and COMMIT on a connection that `onConnection` gave. */
export async function between<T>(client: pg.ClientBase, begin: string, work: () => Promise<T>): Promise<T> {
  try {
    await client.query(begin);
    const result = await work();
    await client.query("commit");
    return result;
  } catch (cause) {
    await client.query("rollback").catch(() => {
      throw new ConnectionSpent("a transaction could not be rolled back", { cause });
    });
    throw cause;
  }
}

/** What a connection held could not be given back, so that it is of no use any more; the cause is what went wrong before. */
export class ConnectionSpent extends Error {
  override readonly name = "ConnectionSpent";
}

/** One moment of the store for a whole transaction, whatever is recorded meanwhile. */
export const beginSnapshot = "begin isolation level repeatable read read only";
