import { existsSync } from "node:fs";
import path from "node:path";
import type { PostgresAddress } from "../adapters/postgres/connect-postgres.ts";
import { startEmbeddedPostgres } from "../adapters/postgres/embedded/start-embedded-postgres.ts";
import { othersConnected } from "../adapters/postgres/others-connected.ts";
import type { Settings } from "../config/settings.ts";

/** A PostgreSQL that a command has reached, beside a running server or alone. */
export interface ReachedPostgres {
  readonly address: PostgresAddress;
  /** Stops it where this command started it and nobody else has come to use it. */
  release(): Promise<void>;
}

/**
 * Reaches the PostgreSQL of the settings: the operator's, or the embedded one, which is adopted where it runs and
 * started where it does not.
 *
 * @param options.create makes the embedded one where there is none; else that is an Error
 */
export async function reachPostgres(
  { databaseUrl, dataFolder }: Pick<Settings, "databaseUrl" | "dataFolder">,
  options: { readonly create: boolean },
): Promise<ReachedPostgres> {
  if (databaseUrl !== null) {
    return { address: { connectionString: databaseUrl }, release: async () => undefined };
  }
  // Started by root, the cluster may be elsewhere, and a record of that in the folder.
  const made = ["cluster", "postgres-is-elsewhere.json"].some((name) =>
    existsSync(path.join(dataFolder, name)),
  );
  if (!made && !options.create) {
    throw new Error(
      `there is no store in ${dataFolder}: name its folder in MUSTER_DATA, or its DATABASE_URL`,
    );
  }
  const server = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
  return {
    address: server.connection,
    async release() {
      if (!server.adopted && !(await othersConnected(server.connection))) await server.stop();
    },
  };
}
