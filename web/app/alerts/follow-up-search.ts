import { z } from "zod";

export const alertStates = ["open", "retracted", "all"] as const;

/** Which alerts are shown. */
export const followUpSearch = z.object({
  state: z.enum(alertStates).optional().catch(undefined),
});
