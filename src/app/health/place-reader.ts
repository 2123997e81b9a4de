import type { Temporal } from "temporal-polyfill";

/** From this instant on a reader's scans name this room, until those of the next move. */
export interface ReaderMove {
  readonly room: string;
  readonly from: Temporal.Instant;
}

/** A scan of a reader, and the room that it names. */
export interface ScanOfReader {
  readonly room: string;
  readonly at: Temporal.Instant;
}

/**
 * Takes scans of a reader into the moves that its scans tell: each room from the first scan there until the first scan
 * in another one, by the times of the scans. What comes late reaches back, so that the moves follow from the scans alone
 * and not from the order in which they came.
 *
 * @param known the moves as they are stored, all that may hold or follow any of the scans, earliest first
 * @param scans in any order, stored already
 * @returns the moves as they are now, earliest first
 */
export async function placeReader(
  known: readonly ReaderMove[],
  scans: readonly ScanOfReader[],
  stored: StoredPlaces,
): Promise<readonly ReaderMove[]> {
  const moves = [...known];
  for (const { room: named, at } of [...scans].sort(compareScans)) {
    const after = firstAfter(moves, ms(at));
    const before = moves[after - 1];
    if (before?.room === named) continue;
    const room = await stored.roomAt(at);
    if (before?.room === room) continue;
    const next = moves[after] ?? null;
    const added: ReaderMove[] = [{ room, from: at }];
    // What the reader saw in its room before and after this scan is apart now: it came back with the first scan after.
    let last: ScanOfReader | null = before ? { room, at } : null;
    while (last !== null && last.room !== before?.room) {
      last = await stored.otherAfter(last, next?.from ?? null);
      if (last !== null) added.push({ room: last.room, from: last.at });
    }
    // Nothing changes but between the moves beside it; one of the same instant may give way to it, so two are looked at.
    const from = Math.max(0, after - 2);
    const around = moves.slice(from, after + 1);
    moves.splice(from, around.length, ...told([...around, ...added]));
  }
  return moves;
}

/** Where in the moves the first one after an instant is; they are in order. */
function firstAfter(moves: readonly ReaderMove[], at: number): number {
  let low = 0;
  let high = moves.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const move = moves[middle];
    if (move !== undefined && ms(move.from) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is stored of a reader's scans. Of several at one instant the one whose room comes last stands. */
export interface StoredPlaces {
  /** The room that stands at an instant at which there is a scan. */
  roomAt(at: Temporal.Instant): Promise<string>;
  /**
   * The first scan after a given one that names another room, any where the room of that is null, if it comes before an
   * instant; null is no bound.
   */
  otherAfter(
    scan: { readonly room: string | null; readonly at: Temporal.Instant },
    before: Temporal.Instant | null,
  ): Promise<ScanOfReader | null>;
}

/** In order, of one instant the last room, and only where the room is another one than before. */
function told(moves: readonly ReaderMove[]): ReaderMove[] {
  const inOrder = [...moves].sort((a, b) => compareScans({ ...a, at: a.from }, { ...b, at: b.from }));
  const last = inOrder.filter((move, at) => {
    const next = inOrder[at + 1];
    return next === undefined || ms(next.from) !== ms(move.from);
  });
  return last.filter((move, at) => last[at - 1]?.room !== move.room);
}

/** By time; of one instant by room, since a reader is in one room at a time whatever it says. */
function compareScans(a: ScanOfReader, b: ScanOfReader): number {
  return ms(a.at) - ms(b.at) || (a.room < b.room ? -1 : a.room > b.room ? 1 : 0);
}

const ms = (instant: Temporal.Instant): number => instant.epochMilliseconds;
