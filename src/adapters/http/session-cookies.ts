import { parseCookie, stringifySetCookie } from "cookie";
import type { FastifyReply } from "fastify";
import type { SignedIn } from "../../app/accounts/create-sign-in.ts";

/** A browser is known for so long after it signed in last. */
const browserSeconds = 180 * 24 * 60 * 60;

/** No session lasts longer; the server ends it earlier where it is not used. */
const tokenSeconds = 7 * 24 * 60 * 60;

/** Whoever is longer away begins again. */
const awaySeconds = 10 * 60;

/** Whoever answers later for a passkey begins again. */
const askedSeconds = 5 * 60;

/** A code of a room is held for less. */
const seenSeconds = 10 * 60;

/** The cookies by which a browser shows who is signed in, and that it was there before. */
export interface SessionCookies {
  /** What a `Cookie` header says; null for what it does not. */
  read(header: string | undefined): { readonly token: string | null; readonly browser: string | null };
  set(reply: FastifyReply, signedIn: Pick<SignedIn, "token" | "browser">): void;
  setToken(reply: FastifyReply, token: string): void;
  clear(reply: FastifyReply): void;
  /** By what a browser is known that left for an identity provider. */
  readAway(header: string | undefined): string | null;
  setAway(reply: FastifyReply, secret: string): void;
  clearAway(reply: FastifyReply): void;
  /** By what a browser is known that was asked for a passkey. */
  readAsked(header: string | undefined): string | null;
  setAsked(reply: FastifyReply, secret: string): void;
  clearAsked(reply: FastifyReply): void;
  /** By what a browser is known that showed a code of a room. */
  readSeen(header: string | undefined): string | null;
  setSeen(reply: FastifyReply, secret: string): void;
}

/**
 * @param secure whether every page comes over TLS: then cookies are bound to it and to this host, by a name that no other
 *   host and no plain connection can set
 */
export function createSessionCookies(secure: boolean): SessionCookies {
  const prefix = secure ? "__Host-" : "";
  const names = {
    token: `${prefix}muster_session`,
    browser: `${prefix}muster_browser`,
    away: `${prefix}muster_away`,
    asked: `${prefix}muster_asked`,
    seen: `${prefix}muster_seen`,
  };
  const guarded = { path: "/", httpOnly: true, sameSite: "lax", secure } as const;
  const write = (reply: FastifyReply, name: string, value: string, maxAge: number): void => {
    reply.header("set-cookie", stringifySetCookie({ name, value, ...guarded, maxAge }));
  };
  return {
    read(header) {
      const said = parseCookie(header ?? "");
      return { token: said[names.token] || null, browser: said[names.browser] || null };
    },
    set(reply, { token, browser }) {
      write(reply, names.token, token, tokenSeconds);
      write(reply, names.browser, browser, browserSeconds);
    },
    setToken: (reply, token) => write(reply, names.token, token, tokenSeconds),
    clear: (reply) => write(reply, names.token, "", 0),
    readAway: (header) => parseCookie(header ?? "")[names.away] || null,
    setAway: (reply, secret) => write(reply, names.away, secret, awaySeconds),
    readSeen: (header) => parseCookie(header ?? "")[names.seen] || null,
    setSeen: (reply, secret) => write(reply, names.seen, secret, seenSeconds),
    readAsked: (header) => parseCookie(header ?? "")[names.asked] || null,
    setAsked: (reply, secret) => write(reply, names.asked, secret, askedSeconds),
    clearAsked: (reply) => write(reply, names.asked, "", 0),
    clearAway: (reply) => write(reply, names.away, "", 0),
  };
}
