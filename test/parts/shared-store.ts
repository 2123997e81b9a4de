import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { tellGuard } from "./guard.ts";

/** The database that those with this version's tables are copied from. */
export const template = "muster_template";

/** Where the files of a run ask for the PostgreSQL that they share. */
const variable = "TEST_STORE";

const address = z.object({ host: z.string(), port: z.number(), user: z.string(), database: z.string() });
export type SharedStore = z.infer<typeof address>;

/**
 * Set up once for a run: one PostgreSQL for all its files, each of which makes databases of its own there. It is
 * started when the first of them asks, so that a run that needs none starts none.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  let started: ReturnType<typeof start> | null = null;
  const door = createServer((socket) => {
    socket.on("error", () => undefined); // whoever asked is gone
    started ??= start();
    started.then(
      ({ postgres }) => socket.end(JSON.stringify(postgres.connection)),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  door.listen(0, "localhost");
  await once(door, "listening");
  const at: AddressInfo | string | null = door.address();
  if (at === null || typeof at === "string") throw new Error("the door of the shared store has no port");
  process.env[variable] = String(at.port);
  return async () => {
    door.close();
    if (started === null) return;
    const { postgres, folder } = await started;
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
    tellGuard({ release: folder });
  };
}

/** The PostgreSQL that the files of this run share, or null outside of a run. */
export async function sharedStore(): Promise<SharedStore | null> {
  const port = process.env[variable];
  if (port === undefined) return null;
  const socket = connect(Number(port), "localhost");
  const answer: unknown = JSON.parse(await text(socket));
  const parsed = address.safeParse(answer);
  if (!parsed.success) throw new Error(`the shared PostgreSQL did not start: ${JSON.stringify(answer)}`);
  return parsed.data;
}

async function start(): Promise<{ readonly postgres: EmbeddedPostgres; readonly folder: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "muster-postgres-"));
  // Started by root it runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  tellGuard({ watch: folder, pid: null });
  const postgres = await startEmbeddedPostgres({
    dataFolder: path.join(folder, "data"),
    cacheFolder: path.join(folder, "cache"),
    stateFolder: path.join(folder, "state"),
    log: () => undefined,
    // Nothing here outlives the run, so nothing need reach the disk. Several files connect at a time.
    settings: { fsync: "off", autovacuum: "off", max_connections: "300" },
  });
  const admin = createPool(postgres.connection, { max: 1, name: "test" });
  await admin.query(`create database ${template}`);
  await admin.end();
  const pool = createPool({ ...postgres.connection, database: template }, { max: 1, name: "test" });
  const client = await pool.connect();
  await migrate(client, { timeZone: "Europe/London" });
  client.release();
  // Nobody may be connected to what is copied.
  await pool.end();
  return { postgres, folder };
}
