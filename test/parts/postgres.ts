import type pg from "pg";
import { createPool, type PostgresAddress } from "../../src/adapters/postgres/connect-postgres.ts";
import { type SharedStore, sharedStore, template } from "./shared-store.ts";

let made = 0;

/** A database of its own on a real PostgreSQL. */
export interface FreshDatabase {
  readonly address: Extract<PostgresAddress, { host: string }>;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database with this version's tables, all empty, on the PostgreSQL that the files of a run share.
 *
 * @param options.tables false for a database without any table
 */
export async function freshDatabase(options: { readonly tables?: boolean } = {}): Promise<FreshDatabase> {
  const connection = await sharedStore();
  if (connection === null) throw new Error("only a test of a run has a PostgreSQL that it shares");
  const database = `test_${process.pid}_${++made}`;
  await run(
    connection,
    `create database ${database} template ${options.tables === false ? "template0" : template} strategy file_copy`,
  );
  const address = { ...connection, database };
  const pool = poolTo(address);
  kept.set(address, pool);
  return {
    address,
    async drop() {
      kept.delete(address);
      await pool.end();
      await run(connection, `drop database if exists ${database} with (force)`);
    },
  };
}

/** The address as `DATABASE_URL` has it. */
export function urlOf({ address }: FreshDatabase): string {
  const { host, port, user, database } = address;
  return `postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
}

const poolTo = (address: PostgresAddress): pg.Pool => createPool(address, { max: 1, name: "test" });

/** The way to each fresh database: a connection for every question would cost more than most questions. */
const kept = new Map<PostgresAddress, pg.Pool>();

/**
 * Asks a database for the rows of one statement, read as the store reads them: a fresh one over a connection that goes
 * with it, any other over one that is closed again.
 */
export async function queryRows<Row extends pg.QueryResultRow>(
  { address }: Pick<FreshDatabase, "address">,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const pool = kept.get(address);
  if (pool !== undefined) return (await pool.query<Row>(text, values)).rows;
  const once = poolTo(address);
  try {
    return (await once.query<Row>(text, values)).rows;
  } finally {
    await once.end();
  }
}

/** The connection over which databases are made and dropped, one for a process. */
let maker: pg.Pool | null = null;

async function run(connection: SharedStore, text: string): Promise<void> {
  maker ??= poolTo(connection);
  await maker.query(text);
}
