import { createHash, randomBytes } from "node:crypto";

/** Keeps passwords as hashes that are slow to work out. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one of a hash.
   *
   * @param hash null where there is none: that takes as long, and is false
   */
  matches(password: string, hash: string | null): Promise<boolean>;
}

/** Knows the passwords that are tried first. */
export interface CommonPasswords {
  /**
   * Whether a password is found by few tries.
   *
   * @param about what anybody knows of the account, such as its login and the institution's name
   */
  isCommon(password: string, about: readonly string[]): Promise<boolean>;
}

/** A secret that nobody guesses, as text for cookies and addresses: 256 random bits. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is kept of a token: its SHA-256, which is enough for something that cannot be guessed. */
export const hashOfToken = (token: string): Uint8Array => createHash("sha256").update(token).digest();

/** Digits and letters of which none looks like another. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A code that people copy by hand, in groups of four.
 *
 * @param groups how many; each has 20 random bits
 */
export function newCode(groups: number): string {
  const letters = lettersOf(randomBytes(groups * 4));
  return Array.from({ length: groups }, (_, at) => letters.slice(at * 4, at * 4 + 4)).join("-");
}

/** Random bytes as letters that people copy by hand: five bits of each, since there are 32 letters. */
export const lettersOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");

/** A code as it was meant, however it was typed: without what groups it, in small letters, with what looks alike as one. */
export function readCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
}
