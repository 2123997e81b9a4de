import {
  decideStandingMark,
  type StandingArrival,
  standingStatusOf,
} from "../../domain/attendance/decide-standing-mark.ts";
import { compareScans, type Scan } from "../../domain/attendance/scan.ts";
import type { SightedScan } from "./rebuild-store.ts";

/** What the scans of one person in one room on one day come to. */
export interface Sighting {
  arrival: StandingArrival | null;
  /** How many scans marked nobody, and the latest of them. */
  attempts: number;
  lastAttempt: Scan | null;
}

/** The sightings of a day. Grows with the people seen, not with the scans. */
export type FoldedDay = Map<string, Sighting>;

/** Where a person's sighting in a room is found in a folded day. */
export function sightingKey({ personId, roomId }: Pick<SightedScan, "personId" | "roomId">): string {
  return `${personId} ${roomId}`;
}

/**
 * Folds scans into a day, by (time taken, content hash). Of attempts that are equal in both the first given stands, so
 * scans are given in the order in which they were stored.
 */
export function foldScans(folded: FoldedDay, scans: readonly SightedScan[]): void {
  for (const scan of scans) {
    const key = sightingKey(scan);
    let sighting = folded.get(key);
    if (sighting === undefined) {
      sighting = { arrival: null, attempts: 0, lastAttempt: null };
      folded.set(key, sighting);
    }
    sighting.arrival = decideStandingMark(sighting.arrival, [scan]);
    if (scan.direction !== "out" && standingStatusOf(scan) === null) {
      sighting.attempts += 1;
      const last = sighting.lastAttempt;
      if (last === null || compareScans(scan, last) > 0) sighting.lastAttempt = scan;
    }
  }
}
