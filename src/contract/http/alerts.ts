import { z } from "zod";
import { personView } from "./sessions.ts";

/** Rules for attention, what they raised, and whom it was told. */

const instant = z.string().describe("RFC 3339, UTC");

export const attentionRuleView = z.discriminatedUnion("kind", [
  z.strictObject({ id: z.string(), kind: z.literal("below"), percent: z.number().min(0).max(100) }),
  z.strictObject({ id: z.string(), kind: z.literal("absences_in_a_row"), count: z.int().min(1).max(1000) }),
  z.strictObject({ id: z.string(), kind: z.literal("days_unseen"), days: z.int().min(1).max(1000) }),
  z.strictObject({ id: z.string(), kind: z.literal("missed"), percent: z.number().min(0).max(100) }),
]);
/** `GET` and `PUT /api/v1/attention-rules`. */
export const attentionRules = z.strictObject({ rules: z.array(attentionRuleView).max(50) });

export const alertView = z.object({
  id: z.string(),
  rule: attentionRuleView,
  student: personView,
  /** The condition in a sentence, with its sum. */
  because: z.string(),
  openedAt: instant,
  acknowledged: z.object({ at: instant, by: z.string(), note: z.string() }).nullable(),
  retracted: z.object({ at: instant, because: z.string() }).nullable(),
  notified: z.array(z.object({ at: instant, channel: z.enum(["email", "webhook"]), to: z.string() })),
});
export type AlertView = z.infer<typeof alertView>;
export const alertList = z.object({
  open: z.int(),
  alerts: z.array(alertView),
  next: z.string().nullable(),
});
export type AlertList = z.infer<typeof alertList>;

/** `POST /api/v1/alerts/{id}/acknowledge`. */
export const acknowledgeRequest = z.strictObject({ note: z.string().trim().max(500).default("") });

export const notificationView = z.object({
  id: z.string(),
  at: instant,
  channel: z.enum(["email", "webhook"]),
  to: z.string(),
  subject: z.string(),
  alerts: z.int(),
  state: z.enum(["waiting", "sent", "failed"]),
  attempts: z.int(),
  error: z.string().nullable(),
  nextAt: instant.nullable(),
});
export const notificationList = z.object({
  notifications: z.array(notificationView),
  next: z.string().nullable(),
});

export const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(["alert.opened", "alert.retracted", "mark.changed", "session.final"])),
  active: z.boolean(),
  createdAt: instant,
});
export const webhookList = z.object({ webhooks: z.array(webhookView) });
/** `POST /api/v1/webhooks`; the answer holds the secret, once. */
export const newWebhook = z.strictObject({ url: z.url(), events: webhookView.shape.events.min(1) });
export const createdWebhook = webhookView.extend({ secret: z.string() });
