import { type LookupAddress, lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { NotDelivered } from "../../app/notifications/not-delivered.ts";
import type { WebhookSender } from "../../app/notifications/webhook-sender.ts";
import { signBody } from "./sign-body.ts";
import { refusedAddress, type WebhookAddresses } from "./webhook-addresses.ts";

/** How long a receiver may take to answer, in milliseconds. */
const patienceMs = 10_000;

/**
 * Posts to webhooks. Follows no redirect. The address that is connected to is the one that was checked, whatever its name
 * stands for a moment later; hence no `fetch`, which looks names up by itself.
 */
export function createWebhookSender(options: {
  readonly addresses: WebhookAddresses;
  readonly userAgent: string;
  readonly patienceMs?: number;
}): WebhookSender {
  const { addresses } = options;
  const patience = options.patienceMs ?? patienceMs;
  const closing = new AbortController();

  return {
    async post({ url: text, secret, body, delivery, now }) {
      const complaint = addresses.check(text);
      if (complaint !== null) throw new NotDelivered(complaint, { forGood: true, code: "ADDRESS" });
      const url = new URL(text);
      const timeout = AbortSignal.timeout(patience);
      const status = await request(url, {
        method: "POST",
        agent: false,
        lookup: permittedLookup(addresses),
        signal: AbortSignal.any([timeout, closing.signal]),
        body,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": options.userAgent,
          "muster-delivery": delivery,
          "muster-signature": signBody(body, secret, now),
        },
      }).catch((error: unknown) => {
        throw timeout.aborted
          ? new NotDelivered(`no answer within ${patience / 1000} s`, { forGood: false, code: "TIMEOUT" })
          : toNotDelivered(error);
      });
      if (status >= 200 && status < 300) return;
      const redirect = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
      throw new NotDelivered(`answered ${status}${redirect}`, {
        // Gone is for good; whatever else is wrong there, somebody may be mending it.
        forGood: status === 410,
        code: `HTTP ${status}`,
      });
    },
    close: () => closing.abort(),
  };
}

/** @returns the status of the answer; its body is not read */
function request(url: URL, { body, ...options }: https.RequestOptions & { body: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === "https:" ? https : http).request(url, options);
    sent.on("error", reject);
    sent.on("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.end(body);
  });
}

/** Looks a name up and gives only what may be connected to. */
function permittedLookup(addresses: WebhookAddresses): LookupFunction {
  return (host, { all, ...options }, give) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return give(error, "", 0);
      const permitted = found.filter(({ address }) => addresses.permits(host, address));
      const [first] = permitted;
      if (first === undefined) {
        return give(new NotDelivered(refusedAddress(host), { forGood: true, code: "ADDRESS" }), "", 0);
      }
      if (all) give(null, permitted);
      else give(null, first.address, first.family);
    });
  };
}

function toNotDelivered(error: unknown): NotDelivered {
  if (error instanceof NotDelivered) return error;
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
  const told = error instanceof Error ? error.message || code : String(error);
  return new NotDelivered(told.slice(0, 500), { forGood: false, code, cause: error });
}
