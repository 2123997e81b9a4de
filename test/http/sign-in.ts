import { type RawAnswer, sendRequest } from "./send-request.ts";
import type { ServedHere } from "./serve-here.ts";

/** A browser as far as signing in sees one: it keeps cookies, and says where its pages are from. */
export interface Browser {
  readonly cookies: Map<string, string>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
}

export function openBrowser(url: string, cookies = new Map<string, string>()): Browser {
  return {
    cookies,
    async send(method, path, body, headers = {}) {
      const kept = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await sendRequest(`${url}${path}`, {
        method,
        headers: {
          "user-agent": "test browser",
          "sec-fetch-site": "same-origin",
          ...(kept === "" ? {} : { cookie: kept }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}

export const passwords = { ada: "trees grow slowly", bob: "rivers run downhill", other: "clouds drift east" };

/** The code that the log told when the server started. */
export function setUpCode({ log }: ServedHere): string {
  const told = log.find(({ outcome }) => outcome.includes("/set-up"))?.fields.code;
  if (typeof told !== "string") throw new Error("the log told no code");
  return told;
}

/** Makes the first administrator, `ada`. */
export async function setUpAdministrator(served: ServedHere): Promise<Browser> {
  const browser = openBrowser(served.url);
  const answer = await browser.send("POST", "/api/v1/set-up", {
    code: setUpCode(served),
    login: "ada",
    name: "Ada Byron",
    email: "ada@school.example",
    password: passwords.ada,
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return browser;
}

/** An account that has chosen its password, with roles. @returns its id */
export async function addAccount(
  administrator: Browser,
  login: string,
  roles: readonly string[],
  password: string,
): Promise<string> {
  const added = await administrator.send("POST", "/api/v1/accounts", {
    login,
    name: `${login} of the school`,
    email: `${login}@school.example`,
    roles: roles.map((role) => ({ role })),
  });
  if (added.status !== 200) throw new Error(added.text);
  const { account, link } = JSON.parse(added.text);
  const used = await administrator.send("POST", "/api/v1/sign-in/link", { secret: link.secret, password });
  if (used.status !== 200) throw new Error(used.text);
  return account.id;
}

export const signIn = (
  browser: Browser,
  login: string,
  password: string,
  code?: string,
): Promise<RawAnswer> =>
  browser.send("POST", "/api/v1/sign-in", { login, password, ...(code === undefined ? {} : { code }) });
