import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";

const migration = new URL(
  "../../../src/adapters/postgres/migrations/0028-one-form-of-cards.sql",
  import.meta.url,
);

test("stored cards get the one form; what two people hold in two spellings stays for a person to tell", async () => {
  const database = await freshDatabase();
  const run = (text: string) => queryRows<Record<string, string>>(database, text);
  await run(`insert into person (id, kind, given_name) select lpad(n::text, 32, '0')::uuid, 'student', 'P' || n
    from generate_series(1, 3) as n`);
  await run(`insert into identifier (scheme, value, person_id) values
    ('card_uid', '3a:2f:11', lpad('1', 32, '0')::uuid),
    ('card_uid', 'library 7', lpad('1', 32, '0')::uuid),
    ('student_id', '0x12', lpad('1', 32, '0')::uuid),
    ('card_uid', '04-a1', lpad('2', 32, '0')::uuid),
    ('card_uid', '04A1', lpad('3', 32, '0')::uuid)`);
  await run(await readFile(migration, "utf8"));
  expect(
    await run("select scheme || ' ' || value as kept from identifier order by 1").then((rows) =>
      rows.map(({ kept }) => kept),
    ),
  ).toEqual(["card_uid 04-a1", "card_uid 04A1", "card_uid 3A2F11", "card_uid library 7", "student_id 0x12"]);
});
