import { createHash } from "node:crypto";

/**
 * A UUID of version 7 whose random bits are a digest of `key`: the same time and key give the same id, so that a
 * school that is sent again is recognised scan by scan.
 *
 * @param at milliseconds since 1970 UTC
 */
export function mintUuid(at: number, key: string): string {
  const digest = createHash("sha256").update(key).digest("hex");
  const time = Math.floor(at).toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(digest.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join("-");
}
