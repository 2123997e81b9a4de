import type { WebhookEventType } from "../../../src/contract/http/alerts.ts";

export const webhooksKey = ["webhooks"] as const;

export const eventWords: Readonly<Record<WebhookEventType, string>> = {
  "alert.opened": "An alert opens",
  "alert.retracted": "An alert is taken back",
  "mark.changed": "A mark changes",
  "session.final": "A register becomes final",
  "reader.broke": "Something is wrong with a reader",
  "reader.works": "A reader works again",
};
