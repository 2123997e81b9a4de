import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { readerTroubles } from "../../domain/attendance/reader-trouble.ts";
import { attentionRuleView } from "./alerts.ts";

/** What a webhook is sent: ids, and never a name. */

const everyEvent = {
  /** Grows in the order in which things were stored; the same event always has the same. */
  seq: z.int(),
  at: z.string().describe("RFC 3339, UTC"),
};
const reader = z.object({
  /** The sender, as readers are called in topics and on the page of devices. */
  name: z.string(),
  /** The code of the room where it is; null for none. */
  room: z.string().nullable(),
  trouble: z.enum(readerTroubles),
  /** Of the trouble; by the server's clock. */
  since: z.string(),
  /** Seconds that its clock is ahead, numbers that are missing, or scans that wait; null for a silence. */
  amount: z.int().nullable(),
});
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
  z.object({ type: z.literal("reader.broke"), ...everyEvent, reader }),
  z.object({ type: z.literal("reader.works"), ...everyEvent, reader }),
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
