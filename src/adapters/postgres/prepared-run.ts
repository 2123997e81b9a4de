import type pg from "pg";

export type PreparedRun = <Row extends pg.QueryResultRow>(text: string, values: unknown[]) => Promise<Row[]>;

/** The name of each text. There are as many as the program has statements: none is put together from what is asked. */
const names = new Map<string, string>();

/** Runs statements over a client, each prepared by name the first time, so that it is parsed and planned no more. */
export function preparedRun(client: pg.ClientBase): PreparedRun {
  return async <Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> => {
    let name = names.get(text);
    if (name === undefined) {
      name = `prepared-${names.size + 1}`;
      names.set(text, name);
    }
    return (await client.query<Row>({ name, text, values })).rows;
  };
}
