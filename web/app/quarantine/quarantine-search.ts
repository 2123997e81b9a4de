import { z } from "zod";

/** Which messages of the quarantine are shown, as the address says it. */
export const quarantineSearch = z.object({
  code: z.string().min(1).max(40).optional().catch(undefined),
  /** Needs no code: what one sender got wrong in every way. */
  sender: z.string().min(1).max(200).optional().catch(undefined),
  /** Left out: those that wait for a person. */
  state: z.enum(["replayed", "dismissed", "all"]).optional().catch(undefined),
  /** Part of a message, its topic, sender or reason. */
  q: z.string().min(1).max(200).optional().catch(undefined),
});
export type QuarantineSearch = z.infer<typeof quarantineSearch>;
