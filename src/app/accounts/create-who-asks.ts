import { Temporal } from "temporal-polyfill";
import type { Actor } from "../../domain/rights/actor.ts";
import { localOperator, type WhoAsks } from "../actor.ts";
import type { Clock } from "../ports.ts";
import type { AccountsStore, FoundSession } from "./accounts-store.ts";
import type { Accounts } from "./create-accounts.ts";
import type { ApiTokens } from "./create-api-tokens.ts";
import type { SignIn } from "./create-sign-in.ts";

/** Answers who asks, from sessions of signing in and from tokens. */
export interface SessionsAsk extends WhoAsks {
  /** Tells that answers for an account may be others from now on; null where it may be anybody's. */
  changed(account: string | null): void;
  /**
   * Looks for what others changed, on the machine or by the clock, and tells of it. Never rejects: what could not be
   * looked for is looked for the next time.
   */
  look(): Promise<void>;
  /** Another token for one that was shown and whose account's roles changed since; null where it still holds. */
  renewed(token: string): Promise<string | null>;
}

/** Roles and sessions end by the clock; whoever listens is told to ask again this often. */
const askAgainSeconds = 60;

/** @param parts.tokenIn the token of a session in a `Cookie` header, or null */
export function createWhoAsks(parts: {
  readonly accounts: Pick<Accounts, "guarded">;
  readonly signIn: Pick<SignIn, "find" | "renew">;
  readonly store: Pick<AccountsStore, "auditHead">;
  readonly tokenIn: (cookie: string | undefined) => string | null;
  readonly tokens: Pick<ApiTokens, "find">;
  readonly clock: Clock;
}): SessionsAsk {
  const { accounts, signIn, store, tokenIn, tokens, clock } = parts;
  const listeners = new Set<(account: string | null) => void>();
  /** Sessions that want another token, by the one they have. */
  const outdated = new Map<string, FoundSession>();
  let seen: number | null = null;
  let toldAt = clock.now();

  function changed(account: string | null): void {
    for (const listener of listeners) listener(account);
  }

  return {
    async actorOf({ cookie, authorization }, doing): Promise<Actor | null> {
      if (!(await accounts.guarded())) return localOperator;
      // Who shows a token asks with it and with nothing else: one that holds no more is nobody.
      if (authorization !== undefined) {
        const [, bearer] = /^Bearer +([\w-]{1,128})$/i.exec(authorization) ?? [];
        return bearer === undefined ? null : tokens.find(bearer, doing);
      }
      const token = tokenIn(cookie);
      const found = token === null ? null : await signIn.find(token, doing);
      if (token === null || found === null) return null;
      if (found.outdated) outdated.set(token, found);
      const { account, roles, person } = found;
      return {
        kind: "account",
        id: account.login,
        role: roles[0] ?? "account",
        account: account.id,
        roles,
        person: person?.person ?? null,
      };
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    async look() {
      if (listeners.size === 0) return;
      const now = clock.now();
      const last = await store.auditHead().then(
        ({ seq }) => seq,
        () => seen,
      );
      const due = Temporal.Instant.compare(now, toldAt.add({ seconds: askAgainSeconds })) >= 0;
      if (last === seen && !due) return;
      seen = last;
      toldAt = now;
      changed(null);
    },
    async renewed(token) {
      const session = outdated.get(token);
      if (session === undefined) return null;
      outdated.delete(token);
      return signIn.renew(session, token);
    },
  };
}
