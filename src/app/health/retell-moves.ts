import type { Temporal } from "temporal-polyfill";
import type { ReaderMove, StoredPlaces } from "./place-reader.ts";

/**
 * The moves of a reader after some of its scans were withdrawn: from the last move before the first of these on, as the
 * scans tell them that are left.
 *
 * @param known the moves as they are stored, all that may hold or follow any of the withdrawn, earliest first
 * @param since when the first of the withdrawn was
 */
export async function retellMoves(
  known: readonly ReaderMove[],
  since: Temporal.Instant,
  stored: StoredPlaces,
): Promise<readonly ReaderMove[]> {
  const [first] = known;
  const stands = first !== undefined && first.from.epochMilliseconds < since.epochMilliseconds;
  const moves: ReaderMove[] = stands ? [first] : [];
  let last: Parameters<StoredPlaces["otherAfter"]>[0] = stands
    ? { room: first.room, at: first.from }
    : { room: null, at: since.subtract({ milliseconds: 1 }) };
  for (;;) {
    const next = await stored.otherAfter(last, null);
    if (next === null) return moves;
    moves.push({ room: next.room, from: next.at });
    last = next;
  }
}
