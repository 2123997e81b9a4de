import type pg from "pg";

const told = [
  "server_version",
  "fsync",
  "synchronous_commit",
  "full_page_writes",
  "shared_buffers",
  "max_wal_size",
];

/** The settings of the server that bear on what was measured, as the server itself tells them. */
export async function databaseNotes(client: pg.ClientBase): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    "select name, current_setting(name) as value from unnest($1::text[]) as asked (name)",
    [told],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
