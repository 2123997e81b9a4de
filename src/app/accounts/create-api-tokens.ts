import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { TokenActor } from "../../domain/rights/actor.ts";
import { type Deed, deeds } from "../../domain/rights/deeds.ts";
import { whoCould } from "../../domain/rights/may.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock } from "../ports.ts";
import { type Refused, refuse } from "./account-refusal.ts";
import type { FoundSession } from "./accounts-store.ts";
import type { ApiToken, ApiTokensStore } from "./api-tokens-store.ts";
import { hashOfToken, newToken } from "./secrets.ts";

/** What a token is made for. */
export interface WantedApiToken {
  readonly name: string;
  readonly deeds: readonly Deed[];
  readonly endsAt: Temporal.Instant;
}

/** Tokens of programmes: each does a part of what its account may, until it ends. */
export interface ApiTokens {
  /** Those that have not ended. @param account null for everybody's */
  list(account: string | null): Promise<readonly ApiToken[]>;
  /** @returns the token itself, which nobody sees again */
  add(
    owner: Pick<FoundSession, "account" | "roles" | "provider">,
    wanted: WantedApiToken,
    by: Doer,
  ): Promise<{ readonly secret: string; readonly id: string } | Refused>;
  /** @param account whose it must be; null for anybody's */
  end(token: string, account: string | null, by: Doer): Promise<Refused | null>;
  /** Who a token that was shown stands for; null where it holds no more. @param doing see `WhoAsks` */
  find(secret: string, doing: boolean): Promise<TokenActor | null>;
}

/** By these letters a token is known for one of ours, also by those who look for secrets in files. */
const prefix = "muster_";
const longestDays = 366;
const touchEverySeconds = 60;

/** Deeds that no token is given: who makes accounts makes administrators, who may everything. */
const neverGiven: ReadonlySet<Deed> = new Set(["account.write"]);

export function createApiTokens(parts: {
  readonly store: ApiTokensStore;
  readonly clock: Clock;
  /** Told after COMMIT that a token of an account holds no more. */
  readonly onChanged: (account: string) => void;
}): ApiTokens {
  const { store, clock, onChanged } = parts;
  return {
    list: (account) => store.list(account, clock.now()),

    async add({ account, roles, provider }, { name, deeds: wanted, endsAt }, by) {
      const now = clock.now();
      if (account.disabled !== null) return refuse({ code: "is_disabled", login: account.login });
      const strange = wanted.find(
        (deed) => neverGiven.has(deed) || !whoCould(deed).some(({ role }) => roles.includes(role)),
      );
      if (strange !== undefined)
        return refuse({ code: "deed_not_yours", deed: strange, does: deeds[strange].does });
      if (Temporal.Instant.compare(endsAt, now) <= 0) return refuse({ code: "end_past" });
      if (Temporal.Instant.compare(endsAt, now.add({ hours: longestDays * 24 })) > 0) {
        return refuse({ code: "end_far", days: longestDays });
      }
      const id = uuidv7();
      const secret = `${prefix}${newToken()}`;
      const token = { id, account: account.id, name, deeds: wanted, createdAt: now, endsAt };
      await store.add(
        { ...token, hash: hashOfToken(secret), provider },
        {
          by,
          deed: "token.add",
          object: `token ${id}`,
          after: { account: account.id, name, deeds: wanted, endsAt: endsAt.toString() },
        },
      );
      return { secret, id };
    },

    async end(token, account, by) {
      const at = clock.now();
      const ended = await store.end(token, account, { at, by: by.id }, ({ account: owner, name }) => ({
        by,
        deed: "token.end",
        object: `token ${token}`,
        before: { account: owner, name },
      }));
      if (ended === null) return refuse({ code: "no_such_token" });
      onChanged(ended);
      return null;
    },

    async find(secret, doing) {
      if (!secret.startsWith(prefix)) return null;
      const now = clock.now();
      const found = await store.find(hashOfToken(secret), now);
      if (found === null || found.account.disabled !== null) return null;
      const { token, account, roles, person } = found;
      if (
        doing &&
        (token.lastUsedAt === null || now.since(token.lastUsedAt).total("seconds") >= touchEverySeconds)
      ) {
        await store.touch(token.id, now);
      }
      return {
        kind: "token",
        id: `${account.login}, by ${token.name}`,
        role: "token",
        token: token.id,
        deeds: token.deeds,
        maker: {
          kind: "account",
          id: account.login,
          role: roles[0] ?? "account",
          account: account.id,
          roles,
          person: person?.person ?? null,
        },
      };
    },
  };
}
