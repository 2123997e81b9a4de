import { afterAll, expect, test } from "vitest";
import { freshDatabase, queryRows } from "./postgres.ts";

const databases: { drop(): Promise<void> }[] = [];
// Runs before the server stops: a database can still be dropped here.
afterAll(() => Promise.all(databases.map(({ drop }) => drop())));

test("each database is empty, has the tables, and is nobody else's", async () => {
  const [first, second] = [await freshDatabase(), await freshDatabase()];
  databases.push(first, second);
  await queryRows(first, "update change_counter set seq = 7");
  expect(await queryRows(first, "select seq from change_counter")).toEqual([{ seq: 7 }]);
  expect(await queryRows(second, "select seq from change_counter")).toEqual([{ seq: 0 }]);
});

test("a database can be asked for without tables", async () => {
  const bare = await freshDatabase({ tables: false });
  databases.push(bare);
  expect(await queryRows(bare, "select from pg_tables where schemaname = 'public'")).toEqual([]);
});
