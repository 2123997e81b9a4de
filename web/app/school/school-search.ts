import { z } from "zod";

/** What is to be added to the terms and days off as the page opens. */
export const termsSearch = z.object({
  add: z.enum(["term", "day"]).optional().catch(undefined),
});

/** Whether a record is to be added as the page opens. */
export const addSearch = z.object({
  add: z.literal("true").optional().catch(undefined),
});
