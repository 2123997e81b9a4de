import { z } from "zod";
import { disputeStates } from "../../../src/domain/attendance/dispute.ts";

/** Which disputes are shown: those that wait for an answer when left out. */
export const disputesSearch = z.object({
  state: z
    .enum([...disputeStates, "all"])
    .optional()
    .catch(undefined),
  /** Whose mark is open, and in which session. */
  student: z.string().max(200).optional().catch(undefined),
  session: z.string().max(100).optional().catch(undefined),
});
