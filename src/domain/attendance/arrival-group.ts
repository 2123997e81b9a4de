import type { Temporal } from "temporal-polyfill";
import type { Scan } from "./scan.ts";
import { compareSightings, isSighting } from "./sighting.ts";

/** One arrival: scans of one student at one room that follow each other closely. */
export interface ArrivalGroup<S extends Scan = Scan> {
  readonly room: string;
  /** At least one, earliest first. */
  readonly scans: readonly S[];
  readonly firstSeen: Temporal.Instant;
  readonly lastSeen: Temporal.Instant;
}

/**
 * Groups one student's scans into arrivals: maximal runs at a room with gaps of at most the repeat window. Only
 * scans that recognised the student count, and one that goes out is a departure: it belongs to no arrival and
 * ends the run, since who comes back has come again.
 *
 * @returns the arrivals in order of their first scan, the same for any order and repetition of the scans
 */
export function arrivalGroups<S extends Scan & { readonly room: string }>(
  scans: readonly S[],
  repeatWindowSeconds: number,
): ArrivalGroup<S>[] {
  const gap = repeatWindowSeconds * 1000;
  const groups: (ArrivalGroup<S> & { scans: S[]; lastSeen: Temporal.Instant })[] = [];
  const running = new Map<string, (typeof groups)[number]>();
  const seen = new Set<string>();
  for (const scan of scans.filter(isSighting).sort(compareSightings)) {
    if (seen.has(scan.id)) continue;
    seen.add(scan.id);
    if (scan.direction === "out") {
      running.delete(scan.room);
      continue;
    }
    const current = running.get(scan.room);
    if (current && scan.occurredAt.epochMilliseconds - current.lastSeen.epochMilliseconds <= gap) {
      current.scans.push(scan);
      current.lastSeen = scan.occurredAt;
      continue;
    }
    const group = {
      room: scan.room,
      scans: [scan],
      firstSeen: scan.occurredAt,
      lastSeen: scan.occurredAt,
    };
    running.set(scan.room, group);
    groups.push(group);
  }
  return groups;
}
