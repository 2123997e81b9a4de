import pg from "pg";
import type { PostgresConnection } from "./server-access.ts";

/** How long to wait for a connection, and then for the answer, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Asks a server `select 1`.
 *
 * @returns undefined when it answered, else why it did not.
 */
export async function askServer(connection: PostgresConnection): Promise<Error | undefined> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE });
  let lost: Error | undefined;
  const closed = new Promise<void>((resolve) => client.once("end", resolve));
  client.on("error", (error) => {
    lost = error;
  });
  try {
    await client.connect();
    await client.query("select 1");
  } catch (error) {
    // Not waited for: a server that hangs does not close its end, and its process is dealt with by the caller.
    client.end().catch((endError: Error) => {
      lost = endError;
    });
    return error instanceof Error ? error : new Error(String(error));
  }
  await client.end();
  await closed;
  return lost;
}
