import type pg from "pg";

/** The version of a store's tables; null where there is no Muster store. */
export async function readStoreVersion(
  client: Pick<pg.ClientBase | pg.Pool, "query">,
): Promise<number | null> {
  const { rows: found } = await client.query<{ here: boolean }>(
    "select to_regclass(quote_ident(current_schema()) || '.muster_migration') is not null as here",
  );
  if (!found[0]?.here) return null;
  const { rows } = await client.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from muster_migration",
  );
  return rows[0]?.version ?? null;
}
