import { z } from "zod";

/** Who is looked for on the roster. */
export const peopleSearch = z.object({
  kind: z.enum(["staff"]).optional().catch(undefined),
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
});
