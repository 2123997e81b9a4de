import { z } from "zod";

export const alertParts = ["alerts", "sent", "rules", "webhooks"] as const;
export const alertStates = ["open", "retracted", "all"] as const;

/** Which part of the page is shown, and which of its rows. */
export const alertsSearch = z.object({
  part: z.enum(alertParts).optional().catch(undefined),
  state: z.enum(alertStates).optional().catch(undefined),
  /** Of notifications. */
  sent: z.enum(["waiting", "sent", "failed"]).optional().catch(undefined),
});
export type AlertsSearch = z.infer<typeof alertsSearch>;
