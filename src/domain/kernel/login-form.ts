import { codeKey } from "./code-key.ts";

/** A login in its parts, each null where it is not written: `UNI\kim01` has a domain before it, `kim01@uni.example` one behind. */
export interface LoginForm {
  readonly name: string;
  readonly before: string | null;
  readonly behind: string | null;
}

/** A login without the domains that are written before or behind it; `/` is read as `\`. */
export function loginForm(login: string): LoginForm {
  const key = codeKey(login).replaceAll("/", "\\");
  const [, before = null, rest = key] = /^(.+)\\([^\\]+)$/.exec(key) ?? [];
  const [, name = rest, behind = null] = /^([^@]+)@(.+)$/.exec(rest) ?? [];
  return { name, before, behind };
}

/** Whether two logins may be one in two forms: of two domains that are written in the same way they are two. */
export function isSameLoginForm(one: string, other: string): boolean {
  const [a, b] = [loginForm(one), loginForm(other)];
  const mayBeOne = (way: "before" | "behind"): boolean =>
    a[way] === null || b[way] === null || a[way] === b[way];
  return a.name === b.name && mayBeOne("before") && mayBeOne("behind");
}
