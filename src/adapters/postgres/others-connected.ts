import type { PostgresAddress } from "./connect-postgres.ts";
import { createPool } from "./connect-postgres.ts";

/** The names under which commands connect; their last connection may still be closing. */
const commands = ["muster command", "muster restore"];

/** Whether anybody but Muster's commands is connected to a PostgreSQL: a server, or a person. */
export async function othersConnected(address: PostgresAddress): Promise<boolean> {
  const pool = createPool(address, { max: 1, name: "muster command" });
  try {
    const { rows } = await pool.query<{ others: boolean }>(
      `select exists (
         select from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> all ($1)
       ) as others`,
      [commands],
    );
    return rows[0]?.others ?? true;
  } finally {
    await pool.end();
  }
}
