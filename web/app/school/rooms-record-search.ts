import { z } from "zod";

/** A name that devices use and no room has, for which one is looked for, and whether a room is to be added. */
export const roomsRecordSearch = z.object({
  /** Whether a room is to be added as the page opens. */
  add: z.literal("true").optional().catch(undefined),
  alias: z.string().trim().min(1).max(128).optional().catch(undefined),
});
