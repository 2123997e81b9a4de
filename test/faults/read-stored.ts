import { join } from "node:path";
import pg from "pg";
import type { PostgresAddress } from "../../src/adapters/postgres/connect-postgres.ts";
import { readPostmasterFile } from "../../src/adapters/postgres/embedded/read-postmaster-file.ts";
import type { TestServer } from "../parts/server.ts";

/** What the store holds, read behind the server's back. */
export interface Stored {
  /** How many rows there are of each scan: by its sender's id, which a scan of the original has in its reason. */
  readonly rows: ReadonlyMap<string, number>;
  /** How often a scan arrived that was stored already. */
  readonly repeats: number;
  readonly quarantined: number;
}

/** Reads the store of a server. */
export async function readStored(server: TestServer): Promise<Stored> {
  return withStore(server, async (client) => {
    const { rows } = await client.query<{ key: string; n: number; repeats: number }>(
      "select coalesce(external_id, reason) as key, count(*)::int as n, sum(repeats)::int as repeats from scan group by 1",
    );
    const quarantine = await client.query<{ n: number }>("select count(*)::int as n from quarantine");
    return {
      rows: new Map(rows.map(({ key, n }) => [key, n])),
      repeats: rows.reduce((sum, row) => sum + row.repeats, 0),
      quarantined: quarantine.rows[0]?.n ?? 0,
    };
  });
}

/** How many facts there are of each deed, by its reason. */
export async function readDeeds(server: TestServer): Promise<ReadonlyMap<string, number>> {
  return withStore(server, async (client) => {
    const { rows } = await client.query<{ reason: string; n: number }>(
      "select reason, count(*)::int as n from fact where reason like 'deed %' group by 1",
    );
    return new Map(rows.map(({ reason, n }) => [reason, n]));
  });
}

/** Lends a connection to the PostgreSQL of a server, its own or the one that it was given. */
export async function withStore<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(await addressOf(server));
  // It may be killed by the work itself.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Where the PostgreSQL of a server is reached, its own or the one that it was given. */
export async function addressOf({ env, dataFolder }: TestServer): Promise<PostgresAddress> {
  if (env.DATABASE_URL !== undefined) return { connectionString: env.DATABASE_URL };
  const file = await readPostmasterFile(join(dataFolder, "cluster"));
  if (file?.socketFolder === undefined || file.port === undefined)
    throw new Error("no PostgreSQL is running");
  return { host: file.socketFolder, port: file.port, user: "postgres", database: "postgres" };
}
