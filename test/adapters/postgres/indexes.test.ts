import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import { projectFolder } from "../../parts/project-folder.ts";

test("each index that a scan pays for is named with who reads by it, and no other is", async () => {
  const page = await readFile(path.join(projectFolder, "docs", "benchmarks.md"), "utf8");
  const [, section = ""] = page.split("\n## What a scan pays for\n");
  const named = [...section.matchAll(/^\| `([a-z_]+)` \| \S.* \|$/gmu)].map(([, name]) => name);
  const database = await freshDatabase();
  const indexes = await queryRows<{ name: string }>(
    database,
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid in ('scan'::regclass, 'mark'::regclass, 'mark_revision'::regclass, 'attempt'::regclass,
       'news'::regclass)`,
  );
  expect(named.sort()).toEqual(indexes.map(({ name }) => name).sort());
  await database.drop();
});
