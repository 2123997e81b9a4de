import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { timetableStore } from "../../src/adapters/postgres/timetable-store.ts";
import { localOperator } from "../../src/app/actor.ts";
import { type ChangeContext, enrolStudents, planSessions } from "../../src/app/facts/change-timetable.ts";
import { lectureRoomCode, lectureRoomOf, roomCount } from "../load/school.ts";
import { benchSession } from "./bench-session.ts";
import type { Bench } from "./with-product.ts";

export const sessionsADay = 8;

/**
 * Puts a timetabled class of 30 into each of as many rooms as have standing ones, in rooms of their own: eight sessions each
 * that follow on each other within their margins, of which the first is about to start.
 */
export async function putTimetable({ product, client }: Bench): Promise<void> {
  const { rows: students } = await client.query<{ person_id: string }>(
    "select person_id from identifier where scheme = 'student_id' order by value",
  );
  const rooms = Array.from({ length: roomCount }, (_, n) => ({
    id: uuidv7(),
    classId: uuidv7(),
    code: lectureRoomCode(n),
  }));
  const ids = rooms.map(({ id }) => id);
  const codes = rooms.map(({ code }) => code);
  await client.query("insert into room (id, code) select * from unnest($1::uuid[], $2::text[])", [
    ids,
    codes,
  ]);
  await client.query("insert into room_name (room_id, name) select * from unnest($1::uuid[], $2::text[])", [
    ids,
    codes,
  ]);
  await client.query(
    "insert into class (id, code, title) select id, code, code from unnest($1::uuid[], $2::text[]) as given (id, code)",
    [rooms.map(({ classId }) => classId), codes],
  );
  const now = Temporal.Now.instant();
  const context: ChangeContext = { now, actor: localOperator, reason: "bench" };
  const sessions = rooms.flatMap(({ id, classId }) =>
    Array.from({ length: sessionsADay }, (_, slot) =>
      benchSession(now.add({ minutes: 10 + slot * 60 }), id, classId),
    ),
  );
  const pool = createPool(product.database, { max: 1, name: "bench timetable", lookups: true });
  try {
    await timetableStore(pool).write(async (transaction) => {
      await enrolStudents(
        transaction,
        students.map(({ person_id }, n) => ({
          id: uuidv7(),
          student: person_id,
          class: rooms[lectureRoomOf(n)]?.classId ?? "",
          from: "2020-01-01",
          to: null,
        })),
        context,
      );
      await planSessions(transaction, sessions, context);
    });
    await client.query("analyze");
  } finally {
    await pool.end();
  }
}
