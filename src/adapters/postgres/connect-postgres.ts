import pg from "pg";

/** Where the store is: an address of its own, or the parts of one. */
export type PostgresAddress =
  | { readonly connectionString: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
      readonly password?: string;
    };

const int8 = 20;
const date = 1082;
const timestamptz = 1184;

/**
 * What `pg` makes of values: 64-bit integers are numbers (ours stay far below 2^53), dates stay ISO dates,
 * and instants come as text, since a `Date` would drop the microseconds.
 */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (format !== "binary") {
      if (oid === int8) return Number;
      if (oid === date || oid === timestamptz) return (text: string) => text;
    }
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Joins by looking up the few rows that belong together. A plan made from statistics reads the whole of a table
 * that was small when they were taken, or that it thinks would need too many look-ups, so that an answer's cost
 * grows with the history.
 */
const byLookingUp = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

/**
 * A pool of connections. Opens none before it is asked.
 *
 * @param options.lookups true for statements that each concern few rows, found by index
 */
export function createPool(
  address: PostgresAddress,
  options: { readonly max: number; readonly name: string; readonly lookups?: boolean },
): pg.Pool {
  const pool = new pg.Pool({
    ...address,
    types,
    max: options.max,
    application_name: options.name,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    // Text of instants must mean the same to everyone.
    options: `-c timezone=UTC -c datestyle=ISO${options.lookups ? ` ${byLookingUp}` : ""}`,
  });
  // An idle connection that the server closes is no event: the next query opens another or fails itself.
  pool.on("error", () => undefined);
  // Nor is one that breaks in somebody's hands: the query under way, or the next one, fails and says so. Without a
  // listener of its own it would end the process in the moments in which neither the pool nor a query listens.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
