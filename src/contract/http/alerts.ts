import { z } from "zod";
import { oneLine } from "./one-line.ts";
import { personView } from "./sessions.ts";

/** Rules for attention, what they raised, and whom it was told. */

const instant = z.string().describe("RFC 3339, UTC");

/** What was given and what may be, for a number out of its bounds. */
const bounds = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `is ${String(input)}; give ${what}`,
});
const percent = z
  .number(bounds("a percentage from 0 to 100"))
  .min(0, bounds("a percentage from 0 to 100"))
  .max(100, bounds("a percentage from 0 to 100"));
const upToThousand = z
  .int(bounds("a whole number from 1 to 1000"))
  .min(1, bounds("a whole number from 1 to 1000"))
  .max(1000, bounds("a whole number from 1 to 1000"));
const everyRule = {
  id: z.string(),
  tellStaff: z
    .boolean()
    .default(false)
    .describe("Tell the staff of the student's classes as well, those who have an e-mail address"),
};

export const attentionRuleView = z.discriminatedUnion("kind", [
  z.strictObject({ ...everyRule, kind: z.literal("below"), percent }),
  z.strictObject({ ...everyRule, kind: z.literal("absences_in_a_row"), count: upToThousand }),
  z.strictObject({ ...everyRule, kind: z.literal("days_unseen"), days: upToThousand }),
  z.strictObject({ ...everyRule, kind: z.literal("missed"), percent }),
]);
export type AttentionRuleView = z.infer<typeof attentionRuleView>;
/** `PUT /api/v1/attention-rules`. */
export const attentionRules = z.strictObject({ rules: z.array(attentionRuleView).max(50) });
/** `GET /api/v1/attention-rules`, and the answer to a change. */
export const attentionRulesView = z.object({
  rules: z.array(attentionRuleView),
  /** 0 for the rules that an institution begins with. */
  version: z.int(),
  changed: z.object({ at: instant, by: z.string() }).nullable(),
  /** Rules that somebody may want and that do not hold now. */
  offered: z.array(attentionRuleView),
});
export type AttentionRulesView = z.infer<typeof attentionRulesView>;

export const alertView = z.object({
  id: z.string(),
  rule: attentionRuleView,
  student: personView,
  /** The condition in a sentence, with its sum. */
  because: z.string(),
  openedAt: instant,
  acknowledged: z
    .object({
      at: instant,
      by: z.string(),
      /** Who looks after it; empty for the one who said so. */
      owner: z.string(),
      note: z.string(),
    })
    .nullable(),
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
export const acknowledgeRequest = z.strictObject({
  note: oneLine(500).default(""),
  owner: oneLine(200).default("").describe("Who looks after it; left out, who asks"),
});

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
export type NotificationView = z.infer<typeof notificationView>;
export const notificationList = z.object({
  notifications: z.array(notificationView),
  next: z.string().nullable(),
  mail: z.object({
    /** false without `MUSTER_SMTP_URL`: then no mail is queued. */
    configured: z.boolean(),
    /** How many addresses of the institution are told of every alert. */
    addresses: z.int(),
    /** Local time of the daily digest, `07:00`. */
    digestAt: z.string(),
  }),
});
export type NotificationList = z.infer<typeof notificationList>;

/** `POST /api/v1/mail-choice`: whoever shows the token of a mail ends that kind of mail, or begins it again. */
export const mailChoice = z.strictObject({
  token: z.string().min(1).max(200),
  wanted: z.boolean(),
});
export const mailChoiceView = z.object({
  kind: z.enum(["answers", "digest", "readers"]),
  wanted: z.boolean(),
});
export type MailChoiceView = z.infer<typeof mailChoiceView>;

/** `GET` and `PUT /api/v1/account/reader-mail`: whether one is told of readers by mail, by one's own choice. */
export const readerMailView = z.object({
  wanted: z.boolean(),
  /** Where it goes; null for somebody of whom no address is known. */
  address: z.string().nullable(),
  /** false without a mail server: then nothing is sent. */
  configured: z.boolean(),
});
export type ReaderMailView = z.infer<typeof readerMailView>;
export const readerMailChange = z.strictObject({ wanted: z.boolean() });

export const webhookEventTypes = [
  "alert.opened",
  "alert.retracted",
  "mark.changed",
  "session.final",
  "reader.broke",
  "reader.works",
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];
export const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEventTypes)),
  active: z.boolean(),
  createdAt: instant,
});
export type WebhookView = z.infer<typeof webhookView>;
export const webhookList = z.object({ webhooks: z.array(webhookView) });
/** `POST /api/v1/webhooks`; the answer holds the secret, once. */
export const newWebhook = z.strictObject({
  url: z.string().max(2000),
  events: webhookView.shape.events.min(1),
});
export const createdWebhook = webhookView.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof createdWebhook>;
