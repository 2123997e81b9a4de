import { z } from "zod";

export const notificationParts = ["rules", "sent", "webhooks"] as const;

/** Which part of the page is shown, and which of its rows. */
export const notificationsSearch = z.object({
  part: z.enum(notificationParts).optional().catch(undefined),
  /** Of what was sent. */
  sent: z.enum(["waiting", "sent", "failed"]).optional().catch(undefined),
});
export type NotificationsSearch = z.infer<typeof notificationsSearch>;
