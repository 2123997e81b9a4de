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
  return {
    address: { ...connection, database },
    drop: () => run(connection, `drop database if exists ${database} with (force)`),
  };
}

/** The address as `DATABASE_URL` has it. */
export function urlOf({ address }: FreshDatabase): string {
  const { host, port, user, database } = address;
  return `postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
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

async function run(connection: SharedStore, text: string): Promise<void> {
  await queryRows({ address: connection }, text);
}
