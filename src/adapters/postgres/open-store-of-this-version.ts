import type pg from "pg";
import { readSteps } from "./migrate.ts";
import { readStoreVersion } from "./read-store-version.ts";
import { toStoreError } from "./store-errors.ts";

/**
 * Opens something over a pool, which is ended where that fails.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function openStoreOfThisVersion<T>(pool: pg.Pool, open: () => Promise<T>): Promise<T> {
  try {
    const version = await readStoreVersion(pool);
    const newest = (await readSteps()).at(-1)?.version ?? 0;
    if (version === null) throw new Error("there is no Muster store here yet: `npx muster serve` makes one");
    if (version > newest) {
      throw new Error(
        `the store was written by a newer Muster (its tables are version ${version}, this program knows ${newest}): use the newer version`,
      );
    }
    if (version < newest) {
      throw new Error(
        `the store's tables are version ${version} and this program's are ${newest}: start \`npx muster serve\` of this version once, which brings them up to date`,
      );
    }
    return await open();
  } catch (error) {
    await pool.end();
    throw toStoreError(error);
  }
}
