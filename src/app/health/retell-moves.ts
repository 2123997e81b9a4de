import type { Temporal } from "temporal-polyfill";

/** From this instant on a reader's scans name this room, until those of the next move. */
export interface ReaderMove {
  readonly room: string;
  readonly from: Temporal.Instant;
}

/** A part of a reader's time; `to` is exclusive, null for everything that follows. */
export interface ToldTime {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}

/**
 * Where a reader was, after what its scans of some time tell has become another: each room from the first scan there
 * until the first scan in another one, by the times of the scans. What comes late reaches back, and what is withdrawn
 * leaves nothing, so that the moves follow from the scans alone and not from the order in which they came.
 *
 * @param known the moves as they are stored, from the last before the time on, earliest first
 * @param steps what the stored scans of that time tell: the first, and each after it that names another room
 * @returns the moves in the place of those known, earliest first
 */
export function retellMoves(
  known: readonly ReaderMove[],
  { from, to }: ToldTime,
  steps: readonly ReaderMove[],
): readonly ReaderMove[] {
  const before = known.filter((move) => ms(move.from) < ms(from));
  const after = to === null ? [] : known.filter((move) => ms(move.from) >= ms(to));
  const all = [...before, ...steps, ...after];
  return all.filter(({ room }, at) => all[at - 1]?.room !== room);
}

const ms = (instant: Temporal.Instant): number => instant.epochMilliseconds;
