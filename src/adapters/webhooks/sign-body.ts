import { createHmac } from "node:crypto";
import type { Temporal } from "temporal-polyfill";

/**
 * The value of `muster-signature`: `t=<seconds>,v1=<hex>`, HMAC-SHA-256 of the seconds, a dot and the raw body. Whoever
 * receives it makes the same, compares in constant time, and refuses seconds that lie too far back: a replay.
 */
export function signBody(body: string, secret: string, now: Temporal.Instant): string {
  const seconds = Math.floor(now.epochMilliseconds / 1000);
  const signature = createHmac("sha256", secret).update(`${seconds}.`).update(body, "utf8").digest("hex");
  return `t=${seconds},v1=${signature}`;
}
