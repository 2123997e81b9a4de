import { z } from "zod";
import { changedMark } from "./changed-mark.ts";
import { neededLine } from "./one-line.ts";

/** What people said of where readers hung, and what follows from it. */

const instant = z.string().describe("RFC 3339, UTC");

export const placementAsked = z.object({
  /** A code or another name of a room. */
  room: neededLine(128),
  from: z
    .union(
      [z.iso.date(), z.iso.datetime({ offset: true })],
      "is no day (2026-11-23) and no time (2026-11-23T08:00:00Z)",
    )
    .describe("The day from whose beginning it hangs there, or the instant, RFC 3339; not in the future"),
  /** What its messages name, empty for nothing; needed where its scans since then name several places. */
  location: z.string().max(200).optional(),
});
export const placementStated = placementAsked.extend({ reason: neededLine(500) });
export const placementUndo = z.object({ reason: neededLine(500) });

/** What would follow; nothing is stored. */
export const placementPreview = z.object({
  location: z.string(),
  /** How many stored scans would be of another room, and from when to when; null where there are none. */
  scans: z.int(),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  marks: z.array(changedMark),
});
export type PlacementPreview = z.infer<typeof placementPreview>;

export const placementDone = z.object({ id: z.string(), scans: z.int() });

export const placementView = z.object({
  id: z.string(),
  sender: z.string(),
  location: z.string(),
  /** The room's code. */
  room: z.string(),
  from: instant,
  /** How many stored scans were of another room by it when it was said. */
  scans: z.int(),
  reason: z.string(),
  by: z.string(),
  at: instant,
  undone: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
export type PlacementView = z.infer<typeof placementView>;
export const placementList = z.object({ placements: z.array(placementView) });
