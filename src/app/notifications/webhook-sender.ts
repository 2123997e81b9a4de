import type { Temporal } from "temporal-polyfill";

/** Posts to webhooks. */
export interface WebhookSender {
  /**
   * Resolves when the receiver answered with 2xx. Throws `NotDelivered`.
   *
   * @param now the time that the signature names
   */
  post(request: {
    readonly url: string;
    readonly secret: string;
    readonly body: string;
    readonly delivery: string;
    readonly now: Temporal.Instant;
  }): Promise<void>;
  /** Gives up what is on its way. */
  close(): void;
}

/** Why an address cannot be a webhook's; null for one that can. */
export type CheckWebhookUrl = (url: string) => string | null;
