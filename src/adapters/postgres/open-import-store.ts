import type { ImportStore } from "../../app/imports/import-store.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { importStore } from "./import-store.ts";
import { readSteps } from "./migrate.ts";
import { readStoreVersion } from "./read-store-version.ts";
import { toStoreError } from "./store-errors.ts";

/**
 * Opens a store for a command that imports, also beside a running server.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function openImportStore(
  address: PostgresAddress,
): Promise<{ readonly imports: ImportStore; close(): Promise<void> }> {
  const pool = createPool(address, { max: 2, name: "muster import", lookups: true });
  try {
    const version = await readStoreVersion(pool);
    const newest = (await readSteps()).at(-1)?.version ?? 0;
    if (version === null) throw new Error("there is no Muster store here yet: `muster serve` makes one");
    if (version !== newest) {
      throw new Error(
        `the store's tables are version ${version} and this program's are ${newest}: ${version < newest ? "start `muster serve` of this version once, which brings them up to date" : "use the newer version"}`,
      );
    }
    return { imports: importStore(pool), close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw toStoreError(error);
  }
}
