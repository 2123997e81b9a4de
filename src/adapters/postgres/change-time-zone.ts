import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { lockKeys } from "./lock-keys.ts";
import { openStoreOfThisVersion } from "./open-store-of-this-version.ts";
import { readStoreTimeZone } from "./store-time-zone.ts";

/**
 * Has the days of a store begin and end in another zone from now on. What is planned keeps the zone and the instants
 * that it was planned with.
 *
 * @param timeZone an IANA name that exists
 * @returns the zone until now
 * @throws Error with the remedy while a server writes to the store, and as `openStoreOfThisVersion` does
 */
export async function changeTimeZone(address: PostgresAddress, timeZone: string): Promise<string> {
  const pool = createPool(address, { max: 1, name: "muster time-zone" });
  return openStoreOfThisVersion(pool, async () => {
    const { rows } = await pool.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [
      lockKeys.writer,
    ]);
    if (!rows[0]?.free) throw new Error("a server writes to this store: stop it, and change the zone then");
    const before = await readStoreTimeZone(pool);
    await pool.query("update institution set time_zone = $1", [timeZone]);
    await pool.end();
    return before;
  });
}
