import { z } from "zod";
import { followUpSorts, followUpStates } from "../../../src/contract/http/follow-up.ts";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** Which students are listed for follow-up, and in which order. */
export const followUpSearch = z.object({
  state: z.enum(followUpStates).optional().catch(undefined),
  search: text,
  rule: text,
  class: text,
  course: text,
  cohort: text,
  sort: z.enum(followUpSorts).optional().catch(undefined),
});
export type FollowUpSearch = z.infer<typeof followUpSearch>;
