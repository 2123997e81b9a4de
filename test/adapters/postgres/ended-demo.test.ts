import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";

/** One of them has another day than UTC at any hour. */
const zones = ["Pacific/Kiritimati", "Etc/GMT+12"];

test.each(zones)("a demonstration is over on the day on which it ends by the clocks of %s", async (zone) => {
  const database = await freshDatabase();
  try {
    const ask = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
      queryRows<Row>(database, text, values);
    await ask("update institution set time_zone = $1", [zone]);
    const [classId, student] = [uuidv7(), uuidv7()];
    await ask("insert into class (id, code, title, demo) values ($1, 'DEMO', 'Demo', true)", [classId]);
    await ask("insert into person (id, kind, demo) values ($1, 'student', true)", [student]);
    const [local] = await ask<{ today: string; tomorrow: string }>(
      `select (now() at time zone $1)::date::text as today, ((now() at time zone $1)::date + 1)::text as tomorrow`,
      [zone],
    );
    await ask(
      "insert into enrolment (id, class_id, person_id, from_date, to_date) values ($1, $2, $3, '2020-01-01', $4)",
      [uuidv7(), classId, student, local?.tomorrow],
    );
    const over = () =>
      ask<{ id: string }>("select id from class_of_ended_demo union all select id from person_of_ended_demo");
    expect(await over()).toEqual([]);
    await ask("update enrolment set to_date = $1", [local?.today]);
    expect((await over()).map(({ id }) => id)).toEqual([classId, student]);
  } finally {
    await database.drop();
  }
});
