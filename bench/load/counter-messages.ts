import type { PostgresConnection } from "../../src/adapters/postgres/embedded/server-access.ts";

/** What a counter writer is told: its share of the school, and whether it takes its numbers from the counter. */
export interface WriterOrder {
  readonly database: PostgresConnection;
  readonly writer: number;
  readonly counted: boolean;
  readonly batches: number;
  readonly batchSize: number;
}
