import type pg from "pg";
import type { TableHead } from "../../../app/backup/backup-format.ts";

/** How a store was brought about, and not what is in it. */
export const migrationTable = "muster_migration";

/**
 * The tables of the store with their columns, each after those that it refers to. Read from the catalogue, so that a
 * table of a later migration is never forgotten.
 *
 * @throws Error when the tables cannot be put in such an order, or count with a sequence, which a snapshot leaves out.
 */
export async function tablesInOrder(client: pg.ClientBase): Promise<readonly TableHead[]> {
  const { rows: sequences } = await client.query<{ name: string }>(
    "select sequencename as name from pg_sequences where schemaname = current_schema()",
  );
  if (sequences.length > 0) {
    throw new Error(`a backup cannot keep the sequence ${sequences.map(({ name }) => name).join(", ")}`);
  }
  const { rows: tables } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
       -- What a crash may empty is nothing that anybody keeps.
       and c.relpersistence = 'p'
     group by 1 order by 1`,
    [migrationTable],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select distinct f.relname as from, t.relname as to
     from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.relnamespace = current_schema()::regnamespace and f.oid <> t.oid`,
  );
  const ordered: TableHead[] = [];
  let waiting = tables;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ table }) => table));
    const free = waiting.filter(
      ({ table }) => !references.some(({ from, to }) => from === table && names.has(to)),
    );
    if (free.length === 0)
      throw new Error(`the tables ${[...names].join(", ")} refer to each other in a circle`);
    ordered.push(...free);
    const done = new Set(free.map(({ table }) => table));
    waiting = waiting.filter(({ table }) => !done.has(table));
  }
  return ordered;
}
