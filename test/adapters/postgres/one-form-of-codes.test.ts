import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { normalCode } from "../../../src/domain/kernel/code-key.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";

const migration = new URL(
  "../../../src/adapters/postgres/migrations/0066-one-form-of-codes.sql",
  import.meta.url,
);

/** Every way in which a code was not in its one form. */
const spelt = [
  "Salle E\u03011",
  "Aula\u00a0\u2009 Magna",
  "B\u200b12",
  " B13\ufeff",
  "C\u00ad14",
  "D\u206015",
  "E\ufe0f16",
  "F\u{e0020}17",
  "G\u3164\u2800 18",
];

test("codes and ids that were stored in another form get the one form; two that would become one stay as they are", async () => {
  const database = await freshDatabase();
  const run = (text: string, values: unknown[] = []) =>
    queryRows<Record<string, string>>(database, text, values);
  await run(`insert into person (id, kind, given_name) select lpad(n::text, 32, '0')::uuid, 'student', 'P' || n
    from generate_series(1, 3) as n`);
  const all = [...spelt, "Jos\u00e9", "Jose\u0301"];
  await run(
    "insert into identifier (scheme, value, person_id) select 'student_id', value, lpad('1', 32, '0')::uuid from unnest($1::text[]) value",
    [all],
  );
  for (const table of ["room", "course", "term"])
    await run(
      table === "term"
        ? "insert into term (id, code, title, from_date, to_date) select gen_random_uuid(), code, 't', '2026-09-01', '2026-12-01' from unnest($1::text[]) code"
        : `insert into ${table} (id, code, title) select gen_random_uuid(), code, 't' from unnest($1::text[]) code`,
      [all],
    );
  await run(
    "insert into class (id, code, title) select gen_random_uuid(), code, 't' from unnest($1::text[]) code",
    [all],
  );
  await run("insert into room_name (name, room_id) select code, id from room");
  await run(await readFile(migration, "utf8"));
  const kept = [...spelt.map(normalCode), "Jos\u00e9", "Jose\u0301"].sort();
  for (const [table, column] of [
    ["identifier", "value"],
    ["room", "code"],
    ["room_name", "name"],
    ["class", "code"],
    ["course", "code"],
    ["term", "code"],
  ] as const) {
    const rows = await run(`select ${column} as kept from ${table}`);
    expect([table, ...rows.map((row) => row.kept ?? "").sort()]).toEqual([table, ...kept]);
  }
});
