import pg from "pg";
import { type BackupEnd, type BackupManifest, InvalidBackup } from "../../../app/backup/backup-format.ts";
import type { BackupPart } from "../../../app/backup/read-backup.ts";
import { StoreRefused } from "../../../app/ingest/ingest-transaction.ts";
import { createPool, type PostgresAddress } from "../connect-postgres.ts";
import { StoreHeld } from "../create-postgres-store.ts";
import { lockKeys } from "../lock-keys.ts";
import { migrate, readSteps, takeStep } from "../migrate.ts";
import { readStoreVersion } from "../read-store-version.ts";
import { toStoreError } from "../store-errors.ts";
import { CopyIn } from "./copy-in.ts";
import { migrationTable, tablesInOrder } from "./tables-in-order.ts";

/** The store has something in it, which a restore would lose. */
export class StoreNotEmpty extends Error {
  override readonly name = "StoreNotEmpty";
}

/** What an empty store has of its own: its id, its counter, its first policy, readers' places, and where its audit log ends. */
const ownTables = new Set([
  "instance",
  "institution",
  "change_counter",
  "policy",
  "feed_cursor",
  "audit_head",
]);

export interface LoadOptions {
  readonly address: PostgresAddress;
  /** The parts of a backup that was read to its end before. They are checked again on the way. */
  readonly parts: AsyncIterable<BackupPart>;
  /** For a copy: the id that the installation has from now on. null for one that has moved. */
  readonly newInstanceId: string | null;
  /** The institution's zone, for a backup of a version that did not keep it. */
  readonly timeZone: string;
  readonly onTable?: (progress: { readonly table: string; readonly rows: number }) => void;
}

export interface Loaded {
  readonly manifest: BackupManifest;
  readonly rows: BackupEnd["rows"];
  /** The versions of the tables before and after they were brought up to date. */
  readonly migrated: { readonly from: number; readonly to: number };
}

/**
 * Loads a backup into an empty store, all of it or nothing, and brings its tables up to date.
 *
 * @throws StoreNotEmpty, StoreHeld (a server writes there), InvalidBackup; nothing was changed then.
 */
export async function loadStore(options: LoadOptions): Promise<Loaded> {
  const pool = createPool(options.address, { max: 1, name: "muster restore" });
  let client: pg.PoolClient | null = null;
  try {
    client = await pool.connect();
    // A connection that breaks fails the query that waits on it.
    client.on("error", () => undefined);
    await takeWriterLock(client);
    const loaded = await load(client, options);
    const migrated = await migrate(client, options);
    // Filled tables have no statistics and no summaries of their pages yet.
    const tables = (await tablesInOrder(client)).map(({ table }) => pg.escapeIdentifier(table));
    await client.query(`vacuum (analyze) ${tables.join(", ")}`);
    // Whoever opens the store next must not meet the lock of a connection that PostgreSQL has yet to see closed.
    await client.query("select pg_advisory_unlock($1)", [lockKeys.writer]);
    return { ...loaded, migrated: { from: loaded.manifest.schema, to: migrated.to } };
  } catch (error) {
    const sorted = toStoreError(error);
    // What was written by this program can be read by it: data that the store refuses were changed on the way.
    if (sorted instanceof StoreRefused) {
      throw new InvalidBackup(`the backup was altered: the store refuses what it holds: ${sorted.message}`, {
        cause: sorted,
      });
    }
    throw sorted;
  } finally {
    client?.release(true);
    await pool.end();
  }
}

async function takeWriterLock(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
    lockKeys.writer,
  ]);
  if (!rows[0]?.locked) {
    throw new StoreHeld(
      "a Muster server runs on this store: stop it, or restore into a data folder (MUSTER_DATA) or database (DATABASE_URL) of its own",
    );
  }
}

async function load(
  client: pg.ClientBase,
  options: LoadOptions,
): Promise<{ readonly manifest: BackupManifest; readonly rows: BackupEnd["rows"] }> {
  // A failure leaves the transaction open, perhaps amid a COPY that takes no other command: the caller closes the
  // connection, and with it goes everything that was written.
  await client.query("begin");
  await refuseUnlessEmpty(client);
  let manifest: BackupManifest | null = null;
  let copy: { readonly table: string; readonly into: CopyIn } | null = null;
  let end: BackupEnd | null = null;
  const rows: Record<string, number> = {};
  for await (const part of options.parts) {
    switch (part.kind) {
      case "manifest":
        manifest = part.manifest;
        await makeTables(client, manifest.schema, options.timeZone);
        await refuseOtherTables(client, manifest.tables);
        break;
      case "table": {
        const { table, columns } = part.head;
        const names = columns.map((name) => pg.escapeIdentifier(name)).join(", ");
        copy = {
          table,
          into: client.query(new CopyIn(`copy ${pg.escapeIdentifier(table)} (${names}) from stdin`)),
        };
        break;
      }
      case "rows":
        await copy?.into.write(part.lines);
        break;
      case "table_end":
        if (copy === null) throw new RangeError("a table ended that had not begun");
        rows[copy.table] = await copy.into.end();
        options.onTable?.({ table: copy.table, rows: rows[copy.table] ?? 0 });
        copy = null;
        break;
      case "end":
        end = part.end;
    }
  }
  if (manifest === null || end === null) throw new InvalidBackup("the backup is cut off: it has no end");
  for (const table of manifest.tables) {
    if (rows[table] !== end.rows[table]) {
      throw new InvalidBackup(
        `the backup has ${rows[table]} rows of ${table}, and was written with ${end.rows[table]}`,
      );
    }
  }
  if (options.newInstanceId !== null) {
    await client.query("update instance set id = $1, created_at = now()", [options.newInstanceId]);
  }
  await client.query("commit");
  return { manifest, rows };
}

async function refuseUnlessEmpty(client: pg.ClientBase): Promise<void> {
  if ((await readStoreVersion(client)) === null) {
    const { rows } = await client.query(
      "select from information_schema.tables where table_schema = current_schema() limit 1",
    );
    if (rows.length > 0) {
      throw new StoreNotEmpty(
        "the database holds tables that are not Muster's: restore into a database of its own",
      );
    }
    return;
  }
  for (const { table } of await tablesInOrder(client)) {
    if (ownTables.has(table)) continue;
    const { rows } = await client.query(`select from ${pg.escapeIdentifier(table)} limit 1`);
    if (rows.length > 0) {
      throw new StoreNotEmpty(
        "the store is not empty: restore into an empty data folder (MUSTER_DATA) or database (DATABASE_URL), and then point the server at it",
      );
    }
  }
}

/** Makes the tables of a version, all empty, in place of the empty store that may be there. */
async function makeTables(client: pg.ClientBase, version: number, timeZone: string): Promise<void> {
  const steps = await readSteps();
  const newest = steps.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new InvalidBackup(
      `the backup was written by a newer Muster (its tables are version ${version}, this program knows ${newest}): restore it with the newer version`,
    );
  }
  const found = await readStoreVersion(client);
  if (found !== version) {
    if (found !== null) {
      const { rows: empty } = await client.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = current_schema()",
      );
      await client.query(`drop table ${empty.map(({ name }) => pg.escapeIdentifier(name)).join(", ")}`);
    }
    await client.query(
      `create table ${migrationTable} (version int primary key, name text not null, applied_at timestamptz not null default now())`,
    );
    for (const step of steps.slice(0, version)) await takeStep(client, step, { timeZone });
  }
  // The counter is the backup's as well: nobody is to be told of what is loaded under it.
  await client.query("select set_config('muster.knows', 'on', true)");
  // What the steps put into the tables is in the backup as well.
  const tables = (await tablesInOrder(client)).map(({ table }) => pg.escapeIdentifier(table));
  if (tables.length > 0) await client.query(`truncate ${tables.join(", ")}`);
}

async function refuseOtherTables(client: pg.ClientBase, tables: readonly string[]): Promise<void> {
  const here = (await tablesInOrder(client)).map(({ table }) => table).sort();
  if (here.join() !== [...tables].sort().join()) {
    throw new InvalidBackup("the backup's tables are not those of its version: it was altered");
  }
}
