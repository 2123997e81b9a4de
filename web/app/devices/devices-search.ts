import { z } from "zod";

/** Which senders are shown, as the address says it: those whose name contains a text. */
export const devicesSearch = z.object({
  sender: z.string().min(1).max(200).optional().catch(undefined),
});
