import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll } from "vitest";
import { createPool, type PostgresAddress } from "../../src/adapters/postgres/connect-postgres.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";

const template = "muster_template";

interface TestServer {
  readonly postgres: EmbeddedPostgres;
  readonly folder: string;
}

let server: Promise<TestServer> | null = null;
let made = 0;

/** A database of its own on a real PostgreSQL. */
export interface FreshDatabase {
  readonly address: Extract<PostgresAddress, { host: string }>;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database with this version's tables, all empty. The first call of a test file starts a PostgreSQL, which
 * all databases of the file share and which stops after the file's own `afterAll` hooks.
 *
 * @param options.tables false for a database without any table
 */
export async function freshDatabase(options: { readonly tables?: boolean } = {}): Promise<FreshDatabase> {
  server ??= start();
  const { connection } = (await server).postgres;
  const database = `test_${++made}`;
  await run(
    connection,
    `create database ${database} template ${options.tables === false ? "template0" : template}`,
  );
  return {
    address: { ...connection, database },
    drop: () => run(connection, `drop database if exists ${database} with (force)`),
  };
}

/** Asks a database for the rows of one statement, read as the store reads them, over a connection that is closed again. */
export async function queryRows<Row extends pg.QueryResultRow>(
  { address }: Pick<FreshDatabase, "address">,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const pool = createPool(address, { max: 1, name: "test" });
  try {
    return (await pool.query<Row>(text, values)).rows;
  } finally {
    await pool.end();
  }
}

async function start(): Promise<TestServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "muster-postgres-"));
  // Started by root it runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  try {
    const postgres = await startEmbeddedPostgres({
      dataFolder: path.join(folder, "data"),
      cacheFolder: path.join(folder, "cache"),
      stateFolder: path.join(folder, "state"),
      log: () => undefined,
      // Nothing here outlives the file, so nothing need reach the disk.
      settings: { fsync: "off", autovacuum: "off" },
    });
    try {
      await run(postgres.connection, `create database ${template}`);
      const client = new pg.Client({ ...postgres.connection, database: template });
      await client.connect();
      await migrate(client, { timeZone: "Europe/London" }).finally(() => client.end());
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return { postgres, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function run(connection: EmbeddedPostgres["connection"], text: string): Promise<void> {
  await queryRows({ address: connection }, text);
}

// Registered when a test file imports this, so it runs after the hooks of that file.
afterAll(async () => {
  if (server === null) return;
  const { postgres, folder } = await server;
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);
