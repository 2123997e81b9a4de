import { Temporal } from "temporal-polyfill";

/** From an instant on, what a sender sends as from one location is of another room, until the next placement of both. */
export interface Placement {
  readonly sender: string;
  /** What its messages name, as they write it; empty for those that name nothing. */
  readonly location: string;
  readonly room: string;
  readonly from: Temporal.Instant;
}

/**
 * The placement by which a message is where it is, if there is one: the last that holds by the time of the message.
 *
 * @param placements of one sender, in any order; no two of one location begin at one instant
 */
export function placementAt<P extends Omit<Placement, "sender">>(
  placements: readonly P[],
  location: string | null,
  at: Temporal.Instant,
): P | null {
  let found: P | null = null;
  for (const placement of placements) {
    if (placement.location !== (location ?? "")) continue;
    if (Temporal.Instant.compare(placement.from, at) > 0) continue;
    if (found === null || Temporal.Instant.compare(placement.from, found.from) > 0) found = placement;
  }
  return found;
}
