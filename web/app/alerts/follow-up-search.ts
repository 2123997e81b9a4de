import { z } from "zod";

export const alertStates = ["open", "retracted", "all"] as const;

/** Which alerts are shown. */
export const followUpSearch = z.object({
  state: z.enum(alertStates).optional().catch(undefined),
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
});
