import { codeKey } from "./code-key.ts";

/** A login without the domain that is written before or behind it: `kim01`, `UNI\kim01` and `kim01@uni.example`. */
export function loginForm(login: string): { readonly name: string; readonly domain: string | null } {
  const key = codeKey(login);
  const before = /^([^\\]+)\\(.+)$/.exec(key);
  if (before !== null) return { name: before[2] ?? key, domain: before[1] ?? null };
  const at = key.indexOf("@");
  return at > 0 ? { name: key.slice(0, at), domain: key.slice(at + 1) } : { name: key, domain: null };
}

/** Whether two logins may be one in two forms: of two domains they are two. */
export function isSameLoginForm(one: string, other: string): boolean {
  const [a, b] = [loginForm(one), loginForm(other)];
  return a.name === b.name && (a.domain === null || b.domain === null);
}
