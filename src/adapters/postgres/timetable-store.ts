import type pg from "pg";
import type { TimetableStore } from "../../app/sessions/timetable-store.ts";
import { inTransaction } from "./in-transaction.ts";
import { timetableTransaction } from "./timetable-transaction.ts";

/**
 * Writing to timetables and registers. Each use case is one transaction, and holds the lock on the change counter from
 * its beginning, so that what it reads is what everybody wrote before it.
 */
export function timetableStore(pool: pg.Pool): TimetableStore {
  return {
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(timetableTransaction(client));
      }),
  };
}

/** Waits for every other writer: from here on this transaction writes alone. */
export async function lockChanges(client: pg.ClientBase): Promise<void> {
  await client.query("select from change_counter for update");
}
