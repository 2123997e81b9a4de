import type pg from "pg";

/** The IANA zone in which the days of a store begin and end. */
export async function readStoreTimeZone(client: Pick<pg.Pool, "query">): Promise<string> {
  const { rows } = await client.query<{ time_zone: string }>("select time_zone from institution");
  const [row] = rows;
  if (!row) throw new Error("the store does not say in which time zone its days are");
  return row.time_zone;
}
