import { pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Rounds of the hash. A password of a person's choosing would need hundreds of thousands; a key of 256 random bits cannot
 * be guessed at any speed, and two thousand devices that come back at once are let in within a second. Mosquitto's own
 * number, so that its password file takes the hash as it is.
 */
const rounds = 101;
const saltBytes = 12;
const hashBytes = 64;

/**
 * A new key: 256 random bits, in 43 characters that need no quoting anywhere. One that begins with `-` is drawn again, for
 * a spreadsheet would take it for a formula, and a command for an option.
 */
export function newDeviceKey(): string {
  const key = randomBytes(32).toString("base64url");
  return key.startsWith("-") ? newDeviceKey() : key;
}

/** What is kept of a key, in the form of Mosquitto's password file: `$7$rounds$salt$hash` (PBKDF2, HMAC-SHA-512). */
export function hashDeviceKey(key: string, salt: Buffer = randomBytes(saltBytes)): string {
  const hash = pbkdf2Sync(key, salt, rounds, hashBytes, "sha512");
  return `$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

/** Whether a key is the one that a hash was made of. Takes as long for a wrong one as for the right one. */
export function isDeviceKey(key: Uint8Array, kept: string): boolean {
  const [, form, told, salt = "", hash = ""] = kept.split("$");
  if (form !== "7" || Number(told) !== rounds) return false;
  const wanted = Buffer.from(hash, "base64");
  const found = pbkdf2Sync(key, Buffer.from(salt, "base64"), rounds, hashBytes, "sha512");
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}
