import { v7 as uuidv7 } from "uuid";
import { createPostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import type { Policy } from "../../../src/domain/policy/policy.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import type { HistoryStore } from "./history-store.ts";

/** The product's own store, on a database of its own. */
export async function storeInPostgres(policy: Policy): Promise<HistoryStore> {
  const database = await freshDatabase();
  const store = await createPostgresStore({
    address: database.address,
    newInstanceId: uuidv7,
    firstPolicy: { name: "credit", policy },
  });
  const run = async (text: string, values: unknown[]): Promise<void> => {
    await queryRows(database, text, values);
  };
  return {
    ingest: (work) => store.ingest(work),
    monitor: store.monitor,
    registers: store.sessionsWriting,
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
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
