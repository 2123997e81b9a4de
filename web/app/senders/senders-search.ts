import { z } from "zod";

/** Which senders are shown, as the address says it: those whose name contains a text. */
export const sendersSearch = z.object({
  sender: z.string().min(1).max(200).optional().catch(undefined),
});
export type SendersSearch = z.infer<typeof sendersSearch>;
