import { v7 as uuidv7 } from "uuid";
import {
  createPostgresStore,
  type PostgresStore,
  StoreHeld,
} from "../adapters/postgres/create-postgres-store.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../adapters/postgres/embedded/start-embedded-postgres.ts";
import type { Log } from "../app/ports.ts";
import type { Settings } from "../config/settings.ts";
import { creditPolicy } from "../domain/policy/policy.ts";

export interface OpenStore {
  readonly store: PostgresStore;
  readonly kind: "embedded" | "external";
  /** Closes the store and, where it is ours, stops its server. */
  close(): Promise<void>;
}

const firstPolicy = { name: "credit", policy: creditPolicy };

/** Opens the store that the settings name: a PostgreSQL of the operator's, or the embedded one. */
export async function openStore(
  settings: Pick<Settings, "databaseUrl" | "dataFolder">,
  log: Log,
): Promise<OpenStore> {
  if (settings.databaseUrl !== null) {
    const store = await createPostgresStore({
      address: { connectionString: settings.databaseUrl },
      newInstanceId: uuidv7,
      firstPolicy,
    });
    return { store, kind: "external", close: () => store.close() };
  }

  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataFolder: settings.dataFolder,
      log: ({ event, ...fields }) => log.info(fields, event),
    });
  let server = await start();
  try {
    const store = await createPostgresStore({
      address: server.connection,
      newInstanceId: uuidv7,
      firstPolicy,
      async beforeReconnect() {
        // Adopts the server where it still runs, and starts it again where it does not, on the same socket.
        server = await start();
      },
    });
    return {
      store,
      kind: "embedded",
      async close() {
        await store.close();
        await server.stop();
      },
    };
  } catch (error) {
    // A server that another Muster writes to is that one's to stop.
    if (!(error instanceof StoreHeld && server.adopted)) await server.stop();
    throw error;
  }
}
