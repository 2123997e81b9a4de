/** The longest login; the longest address of a mailbox fits. */
const longest = 254;

/** A login as it is compared: typed in capitals or in another composition it is the same one. */
export const loginKey = (login: string): string => login.trim().normalize("NFKC").toLowerCase();

/** Whether this can be somebody's login: letters, digits and signs without space, from 2 to 254 of them. */
export function isLogin(text: string): boolean {
  return text.length >= 2 && text.length <= longest && /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text);
}
