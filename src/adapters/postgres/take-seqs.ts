import type pg from "pg";

/**
 * Takes numbers of the one numbering, and so waits for every other writer.
 *
 * @returns the first of them
 */
export async function takeSeqs(client: pg.ClientBase, count: number): Promise<number> {
  const { rows } = await client.query<{ seq: number }>(
    "update change_counter set seq = seq + $1 returning seq",
    [count],
  );
  const [row] = rows;
  if (!row) throw new Error("the store has no change counter");
  return row.seq - count + 1;
}
