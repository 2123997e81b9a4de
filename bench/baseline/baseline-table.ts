import type pg from "pg";

/** A table like the product's scans with all its indexes, and without its foreign keys. */
export async function createBaselineTable(client: pg.ClientBase): Promise<void> {
  await client.query("create schema if not exists bench");
  await client.query("drop table if exists bench.scan");
  await client.query("create table bench.scan (like public.scan including all)");
}

/** Keeps the rows that the product has stored as a file of the server's, to be copied in again. */
export async function keepRows(client: pg.ClientBase): Promise<void> {
  await client.query(`do $$ begin
    execute format('copy public.scan to %L', current_setting('data_directory') || '/bench-rows');
  end $$`);
}

/**
 * Copies the kept rows into the baseline table in one transaction, without a client in between: the least that
 * these rows and these indexes can cost. Resolves with the rows copied and the seconds it took.
 */
export async function copyRows(client: pg.ClientBase): Promise<{ rows: number; seconds: number }> {
  await client.query("truncate bench.scan");
  await client.query("checkpoint");
  const begin = performance.now();
  await client.query(`do $$ begin
    execute format('copy bench.scan from %L', current_setting('data_directory') || '/bench-rows');
  end $$`);
  const seconds = (performance.now() - begin) / 1000;
  const { rows } = await client.query<{ n: string }>("select count(*) as n from bench.scan");
  return { rows: Number(rows[0]?.n), seconds };
}
