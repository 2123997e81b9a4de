import type { ImportStore } from "../../app/imports/import-store.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { importStore } from "./import-store.ts";
import { openStoreOfThisVersion } from "./open-store-of-this-version.ts";
import { readStoreTimeZone } from "./store-time-zone.ts";

/**
 * Opens a store for a command that imports, also beside a running server.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function openImportStore(
  address: PostgresAddress,
): Promise<{ readonly imports: ImportStore; readonly timeZone: string; close(): Promise<void> }> {
  const pool = createPool(address, { max: 2, name: "muster import", lookups: true });
  return openStoreOfThisVersion(pool, async () => {
    return {
      timeZone: await readStoreTimeZone(pool),
      imports: importStore(pool),
      close: () => pool.end(),
    };
  });
}
