import { z } from "zod";

/** What the page of devices shows, as the address says it: senders whose name contains a text. */
export const devicesSearch = z.object({
  /** `true` while a device is being added. */
  add: z.enum(["true"]).optional().catch(undefined),
  sender: z.string().min(1).max(200).optional().catch(undefined),
});
