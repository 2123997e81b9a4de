import { z } from "zod";

/** How a list of classes or locations is narrowed and ordered, as its address says it. */
export const summarySearch = z.object({
  search: z.string().max(128).optional().catch(undefined),
  sort: z.enum(["percent", "-percent"]).optional().catch(undefined),
});
export type SummarySearch = z.infer<typeof summarySearch>;
