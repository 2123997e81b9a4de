import type { Temporal } from "temporal-polyfill";
import type { Role } from "../../domain/rights/role.ts";
import type { AuditedDeed } from "../audit/audit-entry.ts";
import type { Account, LinkedPerson } from "./accounts-store.ts";

/** What is kept of a token for programmes; the token itself is not. */
export interface ApiToken {
  readonly id: string;
  readonly account: string;
  /** The account's login, as people read it. */
  readonly login: string;
  readonly name: string;
  /** What it may do, as deeds of the table of rights, where its account may. */
  readonly deeds: readonly string[];
  readonly createdAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
}

/** A token that was shown, with whose it is. */
export interface FoundApiToken {
  readonly token: ApiToken;
  readonly account: Account;
  readonly roles: readonly Role[];
  readonly person: LinkedPerson | null;
}

export interface ApiTokensStore {
  /** Those that have not ended, newest first. @param account null for everybody's */
  list(account: string | null, now: Temporal.Instant): Promise<readonly ApiToken[]>;
  /** The token of a hash that has not ended. */
  find(hash: Uint8Array, now: Temporal.Instant): Promise<FoundApiToken | null>;
  add(
    token: Omit<ApiToken, "login" | "lastUsedAt"> & {
      readonly hash: Uint8Array;
      /** By which the session began in which it is made: it holds what that gives; null for none. */
      readonly provider: string | null;
    },
    told: AuditedDeed,
  ): Promise<void>;
  /**
   * @param account whose it must be; null for anybody's
   * @param told what the audit log is told of it, in the same transaction
   * @returns whose it was; null where there is none, or it has ended
   */
  end(
    token: string,
    account: string | null,
    how: { readonly at: Temporal.Instant; readonly by: string },
    told: (ended: ApiToken) => AuditedDeed,
  ): Promise<string | null>;
  /** Notes that a token was used. */
  touch(token: string, at: Temporal.Instant): Promise<void>;
}
