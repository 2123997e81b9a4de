import { type FreshDatabase, queryRows } from "./postgres.ts";

/** Every row of every table, in one digest for each table: two are the same where nothing was written in between. */
export async function everyRow(database: FreshDatabase): Promise<Readonly<Record<string, string>>> {
  const tables = await queryRows<{ name: string }>(
    database,
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by tablename",
  );
  const digests = await queryRows<{ name: string; digest: string }>(
    database,
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, coalesce(md5(string_agg(t::text, e'\\n' order by t::text)), '') as digest from ${name} t`,
      )
      .join(" union all "),
  );
  return Object.fromEntries(digests.map(({ name, digest }) => [name, digest]));
}
