import type pg from "pg";
import { toStoreError } from "./store-errors.ts";

/** Asks for the rows of one statement, outside of any transaction. */
export type PooledQuery = <Row extends pg.QueryResultRow>(
  text: string,
  values: readonly unknown[],
) => Promise<Row[]>;

/** Statements over any connection of a pool. What fails comes out as `toStoreError` sorts it. */
export function pooledQuery(pool: pg.Pool): PooledQuery {
  return async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> => {
    try {
      return (await pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };
}
