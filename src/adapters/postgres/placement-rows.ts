import type { Placement } from "../../domain/attendance/placement.ts";
import { toInstant } from "./to-instant.ts";

/** A placement that holds, as PostgreSQL tells it. */
export interface PlacementRow {
  sender: string;
  location: string;
  room_id: string;
  from_at: string;
}

/** Those of the senders that $1 names, or of all where it is null. */
export const placementsText = `select sender, location, room_id, from_at from placement
  where undone_at is null and ($1::text[] is null or sender = any($1)) order by sender, location, from_at`;

export const toPlacement = ({ sender, location, room_id, from_at }: PlacementRow): Placement => ({
  sender,
  location,
  room: room_id,
  from: toInstant(from_at),
});
