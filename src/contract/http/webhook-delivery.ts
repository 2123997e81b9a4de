import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { attentionRuleView } from "./alerts.ts";

/** What a webhook is sent: ids, and never a name. */

const everyEvent = {
  /** Grows in the order in which things were stored; the same event always has the same. */
  seq: z.int(),
  at: z.string().describe("RFC 3339, UTC"),
};
const alert = z.object({ id: z.string(), student: z.string(), rule: attentionRuleView, because: z.string() });

export const webhookEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("alert.opened"), ...everyEvent, alert }),
  z.object({ type: z.literal("alert.retracted"), ...everyEvent, alert }),
  z.object({
    type: z.literal("mark.changed"),
    ...everyEvent,
    session: z.string(),
    student: z.string(),
    status: z.enum(markStatuses),
    revision: z.int(),
  }),
  z.object({ type: z.literal("session.final"), ...everyEvent, session: z.string() }),
]);
export type WebhookEvent = z.infer<typeof webhookEvent>;

/**
 * The body of one POST. `id` stays the same when a delivery is tried again, and so do the bytes. The header
 * `muster-signature` is `t=<seconds>,v1=<hex>`: HMAC-SHA-256, by the webhook's secret, of the seconds, a dot and the body.
 */
export const webhookDelivery = z.object({
  v: z.literal(1),
  id: z.string(),
  events: z.array(webhookEvent),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
