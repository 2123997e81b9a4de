import { z } from "zod";

/** A name that devices use and no room has, for which one is looked for. */
export const roomsRecordSearch = z.object({
  alias: z.string().trim().min(1).max(128).optional().catch(undefined),
});
