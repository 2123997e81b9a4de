import { randomBytes } from "node:crypto";

/** A secret that signs what a webhook is sent: 256 random bits. */
export function newSecret(): string {
  return `muster_${randomBytes(32).toString("base64url")}`;
}
