import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from "../kernel/intervals.ts";
import type { Blindness } from "./blindness.ts";

/** A time in which a room of a session relied on a reader, and whether anything tells of its health. */
export interface ReliedTime extends Interval {
  readonly reader: string;
  readonly health: boolean;
}

/** When a session relied on a reader, and when its health was told meanwhile. */
export interface ReliedReader {
  readonly relied: readonly Interval[];
  readonly healthy: readonly Interval[];
}

/** The readers that the rooms of a session relied on at some moment of a time; a watch that was emptied is none. */
export function reliedReaders(
  watches: readonly ReliedTime[],
  within: Interval,
): ReadonlyMap<string, ReliedReader> {
  const readers = new Map<string, { relied: Interval[]; healthy: Interval[] }>();
  for (const { reader, health, from, to } of watches) {
    if (to <= within.from || from > within.to || from >= to) continue;
    const own = readers.get(reader) ?? { relied: [], healthy: [] };
    readers.set(reader, own);
    own.relied.push({ from, to });
    if (health) own.healthy.push({ from, to });
  }
  return readers;
}

/**
 * What is known of the readers that the rooms of a session relied on within a time; of one that never told its health
 * nothing is. Together they stand for the rooms: while these relied on no reader, nothing is known either.
 *
 * @param blindOf when a reader was blind
 * @returns none where the rooms relied on no reader
 */
export function reliedBlindness(
  watches: readonly ReliedTime[],
  within: Interval,
  blindOf: (reader: string) => readonly Interval[],
): readonly Blindness[] {
  const byReader = reliedReaders(watches, within);
  if (byReader.size === 0) return [];
  const relied = [...byReader.values()].flatMap((reader) => reader.relied);
  const readers: Blindness[] = [{ known: relied, blind: [] }];
  for (const [name, reader] of byReader) {
    if (reader.healthy.length === 0) {
      readers.push({ known: [], blind: [] });
      continue;
    }
    const notRelied = subtractIntervals([within], reader.relied);
    readers.push({
      known: [...reader.healthy, ...notRelied],
      blind: subtractIntervals(blindOf(name), notRelied),
    });
  }
  return readers;
}

/** A time of which nothing is known of a reader; null for one in which the rooms relied on none at all. */
export interface UnknownTime extends Interval {
  readonly reader: string | null;
}

/**
 * The times within another of which nothing tells whether a reader could have seen who came: before its first sign of life,
 * or while no reader was in the rooms. What `watchOf` counts as blind beside time of which something is known.
 */
export function unknownTimes(watches: readonly ReliedTime[], within: Interval): readonly UnknownTime[] {
  const readers = reliedReaders(watches, within);
  const relied = mergeIntervals([...readers.values()].flatMap((reader) => reader.relied));
  const nobody = subtractIntervals([within], relied).map((time) => ({ ...time, reader: null }));
  const untold = [...readers].flatMap(([reader, { relied: own, healthy }]) =>
    subtractIntervals(clipIntervals(mergeIntervals(own), within), healthy).map((time) => ({
      ...time,
      reader,
    })),
  );
  return [...nobody, ...untold].sort((a, b) => a.from - b.from || a.to - b.to);
}
