import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { createPresent } from "../../../src/app/present/create-present.ts";
import { ingestWithPresent } from "../../../src/app/present/ingest-with-present.ts";
import type { PresentTables } from "../../../src/app/present/present-tables.ts";
import type { Policy } from "../../../src/domain/policy/policy.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import type { HistoryStore } from "./history-store.ts";

/** A store on PostgreSQL, and what a server that records into it knows by heart. */
export interface StoreInPostgres extends HistoryStore {
  /** The present as it has been kept up to date, and as it is read anew; null where the server knows nothing by heart. */
  known(): Promise<{ readonly kept: PresentTables; readonly anew: PresentTables } | null>;
}

/**
 * The product's own store, on a database of its own.
 *
 * @param knowing whether scans are recorded by a server that knows the present by heart
 */
export async function storeInPostgres(policy: Policy, knowing: boolean): Promise<StoreInPostgres> {
  let now = Temporal.Instant.from("2026-11-09T07:30:00Z");
  const clock = { now: () => now };
  const database = await freshDatabase();
  const store = await createPostgresStore({
    address: database.address,
    newInstanceId: uuidv7,
    timeZone: "Europe/London",
    firstPolicy: { name: "credit", policy },
  });
  const run = async (text: string, values: unknown[]): Promise<void> => {
    await queryRows(database, text, values);
  };
  const present = createPresent();
  let trouble: Error | null = null;
  const ingest = ingestWithPresent({
    store,
    present,
    clock,
    onFailed: (error) => {
      trouble = new Error("the present could not be read", { cause: error });
    },
  });
  return {
    async ingest(work) {
      if (!knowing) return store.ingest(work);
      await ingest.ready();
      if (trouble !== null) throw trouble;
      return ingest.ingest(work);
    },
    async known() {
      if (!knowing) return null;
      await ingest.ready();
      // One more batch, of nothing: it reads what is new.
      await ingest.ingest((transaction) => transaction.takeSeqs(0));
      await ingest.ready();
      const other = createPresent();
      await store.readPresent((source) => other.load(source, now));
      const [kept, anew] = [present.tables(), other.tables()];
      if (kept === null || anew === null) throw new Error("the present is not loaded");
      return { kept, anew };
    },
    turnTo(then) {
      now = then;
    },
    monitor: store.monitor,
    registers: store.sessionsWriting,
    clocks: store.clocks,
    placements: store.placements,
    people: (work) => store.imports.write(work),
    read: (work) => store.timetable.read(work),
    async addRoom(id, code) {
      await run("insert into room (id, code) values ($1, $2)", [id, code]);
      await run("insert into room_name (name, room_id) values ($2, $1)", [id, code]);
    },
    addClass: (id, code) => run("insert into class (id, code, title) values ($1, $2, $2)", [id, code]),
    async addStudent(id, studentId) {
      await run("insert into person (id, kind) values ($1, 'student')", [id]);
      await run("insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)", [
        id,
        studentId,
      ]);
    },
    misfile: (session, student) =>
      run(
        "update mark set present_ms = coalesce(present_ms, 0) + 1 where session_id = $1 and person_id = $2",
        [session, student],
      ),
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
