import { z } from "zod";

/** Whether the rules are being changed. */
export const policySearch = z.object({
  edit: z.literal("1").optional().catch(undefined),
});
