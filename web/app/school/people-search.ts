import { z } from "zod";

/** Who is looked for on the roster. */
export const peopleSearch = z.object({
  /** Whether somebody is to be added as the page opens. */
  add: z.literal("true").optional().catch(undefined),
  kind: z.enum(["staff"]).optional().catch(undefined),
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
});
