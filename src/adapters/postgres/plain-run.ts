import type pg from "pg";

export type PlainRun = <Row extends pg.QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

/** Runs statements over one client, as those of a transaction are, each parsed and planned as it comes. */
export function plainRun(client: pg.ClientBase): PlainRun {
  return async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> => (await client.query<Row>(text, [...values])).rows;
}
