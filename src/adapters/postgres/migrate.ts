import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";

const folder = new URL("./migrations/", import.meta.url);
const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/;
/** Any number will do that no other program takes on the same database. */
const lockKey = 7_300_001;

/** What `migrate` found and did. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

/**
 * Brings the store to this version's tables, under a lock, each step in a transaction of its own. Refuses a
 * store that a newer version has written, and a database that holds somebody else's tables.
 */
export async function migrate(client: pg.ClientBase): Promise<Migrated> {
  const steps = await readSteps();
  await client.query("select pg_advisory_lock($1)", [lockKey]);
  try {
    const from = await currentVersion(client);
    const newest = steps.at(-1)?.version ?? 0;
    if (from > newest) {
      throw new Error(
        `the store was written by a newer Muster (its tables are version ${from}, this program knows ${newest}): start the newer version`,
      );
    }
    for (const { version, name, sql } of steps) {
      if (version <= from) continue;
      await client.query("begin");
      try {
        await client.query(sql);
        await client.query("insert into muster_migration (version, name) values ($1, $2)", [version, name]);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw new Error(`migration ${name} failed; the store is as it was before it`, { cause: error });
      }
    }
    return { from, to: newest };
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lockKey]);
  }
}

async function currentVersion(client: pg.ClientBase): Promise<number> {
  const { rows: tables } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = current_schema()",
  );
  if (!tables.some(({ name }) => name === "muster_migration")) {
    if (tables.length > 0) {
      const some = tables
        .slice(0, 3)
        .map(({ name }) => name)
        .join(", ");
      throw new Error(
        `the database holds tables that are not Muster's (${some}): point DATABASE_URL at a database of its own`,
      );
    }
    await client.query(
      "create table muster_migration (version int primary key, name text not null, applied_at timestamptz not null default now())",
    );
  }
  const { rows } = await client.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from muster_migration",
  );
  return rows[0]?.version ?? 0;
}

/** The steps of this version, oldest first: the last one's version is that of the tables it makes. */
export async function readSteps(): Promise<readonly { version: number; name: string; sql: string }[]> {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort();
  return Promise.all(
    names.map(async (name, at) => {
      const version = Number(fileName.exec(name)?.[1]);
      if (version !== at + 1) throw new Error(`migration ${name} is out of order: ${at + 1} comes next`);
      return { version, name, sql: await readFile(new URL(name, folder), "utf8") };
    }),
  );
}
