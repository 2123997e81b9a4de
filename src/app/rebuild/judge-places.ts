import { Temporal } from "temporal-polyfill";
import { type FoldedDay, type Sighting, sightingKey } from "./fold-scans.ts";
import type { StoredPlace } from "./rebuild-store.ts";

/** A place where what is stored is not what the scans come to. */
export interface WrongPlace {
  readonly place: StoredPlace;
  readonly sighting: Sighting;
  readonly markDiffers: boolean;
  readonly attemptDiffers: boolean;
}

const unseen: Sighting = { arrival: null, attempts: 0, lastAttempt: null };

/**
 * Compares stored marks and attempts with the folded scans. Only enrolled students have places, so that a mark of
 * somebody whose enrolment ended is left as it is: ending an enrolment removes nothing.
 */
export function judgePlaces(folded: FoldedDay, places: readonly StoredPlace[]): readonly WrongPlace[] {
  return places.flatMap((place) => {
    const sighting = folded.get(sightingKey(place)) ?? unseen;
    const markDiffers = !sameMark(place.mark, sighting.arrival);
    const attemptDiffers =
      (place.attempt?.attempts ?? 0) !== sighting.attempts ||
      (place.attempt?.scanId ?? null) !== (sighting.lastAttempt?.id ?? null);
    return markDiffers || attemptDiffers ? [{ place, sighting, markDiffers, attemptDiffers }] : [];
  });
}

function sameMark(mark: StoredPlace["mark"], arrival: Sighting["arrival"]): boolean {
  if (mark === null || arrival === null) return mark === null && arrival === null;
  return (
    mark.status === arrival.status &&
    mark.scanId === arrival.scan.id &&
    Temporal.Instant.compare(mark.firstSeen, arrival.scan.occurredAt) === 0
  );
}
