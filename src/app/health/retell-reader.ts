import type { Temporal } from "temporal-polyfill";
import type { HealthTransaction } from "./health-transaction.ts";
import { retellMoves } from "./retell-moves.ts";

/**
 * A reader's scans of these times are withdrawn or in another room already: where it was is told anew, and what follows for
 * the times that they prove is noted as due.
 */
export async function retellReader(
  health: HealthTransaction,
  reader: string,
  times: readonly Temporal.Instant[],
  now: Temporal.Instant,
): Promise<void> {
  const [first] = [...times].sort((a, b) => a.epochMilliseconds - b.epochMilliseconds);
  if (first === undefined) return;
  const time = { reader, from: first, to: null };
  const known = await health.movesFrom([time]);
  const steps = await health.roomSteps([time]);
  const moves = retellMoves(known.get(reader) ?? [], time, steps.get(reader) ?? []);
  await health.putMoves([{ reader, from: first, moves }]);
  const [is] = await health.readersNow([reader]);
  if (is === undefined || is.alive === null) return;
  const signs = await health.lastScannedBefore([{ device: reader, at: first }]);
  await health.noteDue(
    [first, ...signs.map(({ at }) => at)].map((from) => ({ device: reader, from, dueAt: now })),
  );
}
