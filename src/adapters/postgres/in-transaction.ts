import type pg from "pg";
import { toStoreError } from "./store-errors.ts";

/**
 * Runs `work` between `begin` and COMMIT on a connection of its own, which a failure to roll back closes. What a query
 * threw comes out as `toStoreError` sorts it.
 *
 * @param begin the statement that begins the transaction
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
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
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken ??= cause;
    });
    throw toStoreError(error);
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/** One moment of the store for a whole transaction, whatever is recorded meanwhile. */
export const beginSnapshot = "begin isolation level repeatable read read only";
