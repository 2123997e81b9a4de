import { v7 as uuidv7 } from "uuid";
import type {
  CreatedWebhook,
  NotificationList,
  NotificationView,
  ReaderMailView,
  WebhookEventType,
  WebhookView,
} from "../../contract/http/alerts.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import type { Clock } from "../ports.ts";
import type { MailKind, NotificationStore } from "./notification-store.ts";
import type { CheckWebhookUrl } from "./webhook-sender.ts";

/** What came of asking for a webhook. */
export type WebhookOutcome =
  | { readonly kind: "created"; readonly webhook: CreatedWebhook }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "too_many"; readonly most: number };

/** What was told to whom, and the webhooks that are told. */
export interface Notifications {
  list(
    filter: {
      readonly state?: NotificationView["state"] | undefined;
      readonly channel?: NotificationView["channel"] | undefined;
    },
    cursor: string | null,
    limit: number,
  ): Promise<NotificationList>;
  /** By the token of a mail: it is ended, or begun again. @returns null for a token that is nobody's */
  chooseMail(token: string, wanted: boolean): Promise<MailKind | null>;
  /** Whether whose account it is gets mail of readers. */
  readerMail(account: string): Promise<ReaderMailView>;
  /** @returns null where no address of theirs is known */
  chooseReaderMail(account: string, wanted: boolean): Promise<ReaderMailView | null>;
  webhooks(): Promise<readonly WebhookView[]>;
  /** Events from now on are sent. The answer is the only time that the secret is shown. */
  addWebhook(
    webhook: { readonly url: string; readonly events: readonly WebhookEventType[] },
    actor: Actor,
  ): Promise<WebhookOutcome>;
  endWebhook(id: string, actor: Actor): Promise<"ended" | "unknown">;
}

/** Each costs a reading of the changes in every round. */
const mostWebhooks = 20;

export function createNotifications(parts: {
  readonly store: NotificationStore;
  readonly mail: {
    /** false without a mail server. */
    readonly configured: boolean;
    readonly addresses: readonly string[];
    readonly digestAt: string;
  };
  readonly checkUrl: CheckWebhookUrl;
  readonly newSecret: () => string;
  readonly clock: Clock;
}): Notifications {
  const { store, mail, clock } = parts;
  return {
    async list(filter, cursor, limit) {
      const notifications = await store.list(filter, cursor, limit);
      const last = notifications.at(-1);
      return {
        notifications: [...notifications],
        next: notifications.length === limit && last ? last.id : null,
        mail: { ...mail, addresses: mail.addresses.length },
      };
    },
    chooseMail: (token, wanted) => store.chooseMail(token, wanted, clock.now()),
    readerMail: async (account) => ({ ...(await store.readerMail(account)), configured: mail.configured }),
    async chooseReaderMail(account, wanted) {
      const chosen = await store.chooseReaderMail(account, wanted, clock.now());
      return wanted && chosen.address === null ? null : { ...chosen, configured: mail.configured };
    },
    webhooks: () => store.webhooks(),
    async addWebhook({ url, events }, actor) {
      const message = parts.checkUrl(url);
      if (message !== null) return { kind: "invalid", message };
      const known = await store.webhooks();
      if (known.filter(({ active }) => active).length >= mostWebhooks) {
        return { kind: "too_many", most: mostWebhooks };
      }
      const wanted = [...new Set(events)];
      const [id, secret, at] = [uuidv7(), parts.newSecret(), clock.now()];
      await store.addWebhook({ id, url, events: wanted, secret }, { at, actor });
      const createdAt = at.toString({ fractionalSecondDigits: 3 });
      return { kind: "created", webhook: { id, url, events: wanted, active: true, createdAt, secret } };
    },
    async endWebhook(id, actor) {
      return (await store.endWebhook(id, { at: clock.now(), actor })) ? "ended" : "unknown";
    },
  };
}
