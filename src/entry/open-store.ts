import { v7 as uuidv7 } from "uuid";
import {
  createPostgresStore,
  type PostgresStore,
  StoreHeld,
} from "../adapters/postgres/create-postgres-store.ts";
import { keepEmbeddedPostgres } from "../adapters/postgres/embedded/keep-embedded-postgres.ts";
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
  settings: Pick<Settings, "databaseUrl" | "dataFolder" | "timeZone" | "timeZoneNamed">,
  log: Log,
): Promise<OpenStore> {
  if (settings.databaseUrl !== null) {
    const { databaseUrl } = settings;
    const store = await createPostgresStore({
      address: { connectionString: databaseUrl },
      newInstanceId: uuidv7,
      timeZone: settings.timeZone,
      firstPolicy,
    }).catch((error: unknown) => {
      throw nameDatabase(databaseUrl, error);
    });
    return { store, kind: "external", close: () => store.close() };
  }

  const postgres = await keepEmbeddedPostgres({
    dataFolder: settings.dataFolder,
    log: ({ event, ...fields }) => log.info(fields, event),
  });
  try {
    const store = await createPostgresStore({
      address: postgres.server.connection,
      newInstanceId: uuidv7,
      timeZone: settings.timeZone,
      firstPolicy,
      beforeReconnect: () => postgres.ensure(),
    });
    return {
      store,
      kind: "embedded",
      async close() {
        await store.close();
        await postgres.stop();
      },
    };
  } catch (error) {
    // A server that another Muster writes to is that one's to stop.
    if (!(error instanceof StoreHeld && postgres.server.adopted)) await postgres.stop();
    else postgres.leave();
    throw error;
  }
}

/**
 * What the system or PostgreSQL itself refuses says neither which setting is meant nor what to do. Errors of
 * ours do, and stay as they are.
 */
function nameDatabase(databaseUrl: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : null;
  if (code === null && !/timeout/.test(error.message)) return error;
  const { host, pathname } = new URL(databaseUrl);
  return new Error(
    `the database of DATABASE_URL (${host}${pathname}) cannot be used: ${error.message || code}; start or mend it, or correct DATABASE_URL`,
    { cause: error },
  );
}
