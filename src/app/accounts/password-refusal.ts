import type { AccountRefusal } from "./account-refusal.ts";
import type { CommonPasswords } from "./secrets.ts";

const shortest = 12;
/** Hashing takes longer the longer a password is. */
const longest = 256;

/** A password as it is hashed: the same however its letters are composed. */
export const passwordForm = (password: string): string => password.normalize("NFKC");

/**
 * Why a password cannot be somebody's: it is short, too long, or among the common ones. No other rule is made of it.
 *
 * @param password in the form that is hashed
 * @param about what anybody knows of the account
 */
export async function passwordRefusal(
  password: string,
  common: CommonPasswords,
  about: readonly string[],
): Promise<AccountRefusal | null> {
  const letters = [...password].length;
  if (letters < shortest) return { code: "password_short", letters };
  if (letters > longest) return { code: "password_long" };
  return (await common.isCommon(password, about)) ? { code: "password_common" } : null;
}
