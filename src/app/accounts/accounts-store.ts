import type { Temporal } from "temporal-polyfill";
import type { Claims } from "../../domain/rights/claim-rules.ts";
import type { Role } from "../../domain/rights/role.ts";
import type { AuditedDeed, AuditHead } from "../audit/audit-entry.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import type { PasskeysReading, PasskeysWriting } from "./passkey.ts";

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string | null;
  readonly createdAt: Temporal.Instant;
  /** null while the account may sign in. */
  readonly disabled: { readonly at: Temporal.Instant; readonly by: string; readonly reason: string } | null;
}

/** A role that an account holds from one time to another. */
export interface RoleGrant {
  readonly id: string;
  readonly role: Role;
  readonly grantedBy: string;
  /** The identity provider whose rules gave it; null where somebody did. */
  readonly provider: { readonly id: string; readonly name: string } | null;
  readonly since: Temporal.Instant;
  readonly until: Temporal.Instant | null;
}

/** A person of the roster that an account is. */
export interface LinkedPerson {
  readonly person: string;
  readonly kind: "student" | "staff";
  /** A person's own id, as on a card; null where none is known. */
  readonly ownId: string | null;
  readonly since: Temporal.Instant;
}

/** An account with everything that is listed of it. */
export interface AccountRow {
  readonly account: Account;
  /** What it holds, and what it will hold, but not what has ended. */
  readonly grants: readonly RoleGrant[];
  readonly person: LinkedPerson | null;
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  /** How many. */
  readonly passkeys: number;
  /** Whether it is joined with an identity provider that is still there. */
  readonly joined: boolean;
  readonly lastSeenAt: Temporal.Instant | null;
  /** A link of which nobody has made use, and which has not ended. */
  readonly invitedUntil: Temporal.Instant | null;
}

/** What signing in is judged by. */
export interface SignInFacts {
  readonly account: Account;
  /** What people gave, and what the provider gives by which it is asked. */
  readonly roles: readonly Role[];
  readonly passwordHash: string | null;
  readonly secondFactor: boolean;
}

/** Somebody's being signed in with one browser. */
export interface SignInSession {
  readonly id: string;
  readonly account: string;
  readonly createdAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly address: string;
  readonly agent: string;
}

/** A session that its token was shown of, with whose it is. */
export interface FoundSession {
  readonly session: SignInSession;
  readonly account: Account;
  /** What people gave, and what the provider gives by which the session began. */
  readonly roles: readonly Role[];
  /** The id of that provider; null for none. */
  readonly provider: string | null;
  readonly person: LinkedPerson | null;
  /** true once the account's roles changed since its token was made. */
  readonly outdated: boolean;
}

export type PersonScheme = "username" | "email" | "student_id";

export interface AccountsReading extends PasskeysReading {
  /** Whether there ever was an administrator: from then on nothing is open. */
  everAdministrator(): Promise<boolean>;
  /** Whether somebody who may sign in may give roles at that time. */
  hasAdministrator(now: Temporal.Instant): Promise<boolean>;
  /** By a password. @param now roles are those held then */
  forSignIn(loginKey: string, now: Temporal.Instant): Promise<SignInFacts | null>;
  /** @param provider by which somebody signs in; null for none */
  signInFacts(account: string, provider: string | null, now: Temporal.Instant): Promise<SignInFacts | null>;
  list(now: Temporal.Instant): Promise<readonly AccountRow[]>;
  find(account: string, now: Temporal.Instant): Promise<AccountRow | null>;
  findByLogin(loginKey: string): Promise<Account | null>;
  /** Accounts of an address, in the order of their logins. */
  findByEmail(email: string): Promise<readonly Account[]>;
  /** The session of a token that has not ended, however long it was not used. */
  session(tokenHash: Uint8Array, now: Temporal.Instant): Promise<FoundSession | null>;
  /** Sessions that have not ended, newest first, with the roles held in each. */
  sessionsOf(
    account: string,
    now: Temporal.Instant,
  ): Promise<readonly (SignInSession & { readonly roles: readonly Role[] })[]>;
  /** Whether this browser was ever signed in with this account. */
  knowsBrowser(account: string, browserHash: Uint8Array): Promise<boolean>;
  secondFactor(account: string): Promise<{ readonly secret: Uint8Array; readonly confirmed: boolean } | null>;
  unusedRecoveryCodes(account: string): Promise<number>;
  /** The person of the roster, as it is now, who is known by this identifier; null for none, and where several are. */
  personOf(scheme: PersonScheme, value: string): Promise<LinkedPerson | null>;
  /** Identity providers that were not removed, by name. */
  providers(): Promise<readonly IdentityProvider[]>;
  provider(id: string): Promise<IdentityProvider | null>;
  /** What a provider gave that has not ended, with what it said last of whom. */
  givenBy(
    provider: string,
    now: Temporal.Instant,
  ): Promise<readonly { readonly grant: string; readonly role: Role; readonly claims: Claims }[]>;
  /** The account that somebody of a provider was joined with. */
  identity(provider: string, subject: string): Promise<string | null>;
  /** The providers that somebody's account was joined with, and that are still there; the last used one first. */
  identitiesOf(account: string): Promise<readonly string[]>;
  /** Those who signed in with a provider last, newest first. */
  lastIdentities(
    provider: string,
    limit: number,
  ): Promise<readonly { readonly login: string; readonly claims: Claims }[]>;
  /** The provider by which the session of a token began; null for none. */
  providerOfSession(tokenHash: Uint8Array): Promise<string | null>;
}

/** What is done to accounts in one transaction, with its entries of the audit log. */
export interface AccountsTransaction extends AccountsReading, PasskeysWriting {
  /** Waits until nobody else changes accounts: what is read after it stays so until the end. */
  lock(): Promise<void>;
  /** @returns false where somebody has the login */
  add(account: {
    readonly id: string;
    readonly login: string;
    readonly loginKey: string;
    readonly name: string;
    readonly email: string | null;
    readonly at: Temporal.Instant;
    readonly by: string;
  }): Promise<boolean>;
  change(account: string, to: { readonly name: string; readonly email: string | null }): Promise<void>;
  disable(
    account: string,
    how: { readonly at: Temporal.Instant; readonly by: string; readonly reason: string },
  ): Promise<void>;
  enable(account: string): Promise<void>;
  linkPerson(link: {
    readonly id: string;
    readonly account: string;
    /** null ends what is linked. */
    readonly person: string | null;
    readonly at: Temporal.Instant;
    readonly by: string;
  }): Promise<void>;
  grant(
    grant: Omit<RoleGrant, "provider"> & {
      readonly account: string;
      /** The id of the one whose rules give it; null where somebody does. */
      readonly provider: string | null;
      readonly at: Temporal.Instant;
    },
  ): Promise<void>;
  /** Puts the end of roles later. */
  prolongGrants(grants: readonly string[], until: Temporal.Instant): Promise<void>;
  /** Ends what a provider gave. @param which grants of it; null for all. @returns whose each was */
  endGrantsOf(
    provider: string,
    which: readonly string[] | null,
    how: { readonly at: Temporal.Instant; readonly by: string },
  ): Promise<readonly string[]>;
  endGrant(
    grant: string,
    account: string,
    how: { readonly at: Temporal.Instant; readonly by: string },
  ): Promise<void>;
  setPassword(account: string, hash: string, at: Temporal.Instant): Promise<void>;
  setSecondFactor(account: string, secret: Uint8Array): Promise<void>;
  confirmSecondFactor(account: string, at: Temporal.Instant): Promise<void>;
  removeSecondFactor(account: string): Promise<void>;
  /** Takes a step of time whose code was given. @returns false where it, or a later one, was taken before */
  takeStep(account: string, step: number): Promise<boolean>;
  setRecoveryCodes(account: string, hashes: readonly Uint8Array[]): Promise<void>;
  /** @returns false where there is no such code, or it was used before */
  takeRecoveryCode(account: string, hash: Uint8Array, at: Temporal.Instant): Promise<boolean>;
  /** @param session.provider by whom it begins, and what that calls its own session; null for none */
  begin(
    session: SignInSession & {
      readonly tokenHash: Uint8Array;
      readonly browserHash: Uint8Array;
      readonly provider: SessionProvider | null;
    },
  ): Promise<void>;
  addProvider(provider: IdentityProvider, at: Temporal.Instant, by: string): Promise<void>;
  changeProvider(provider: IdentityProvider): Promise<void>;
  removeProvider(provider: string, at: Temporal.Instant, by: string): Promise<void>;
  /** Notes that somebody of a provider is an account, and what the provider said of them now. */
  joinIdentity(identity: {
    readonly provider: string;
    readonly subject: string;
    readonly account: string;
    readonly claims: Claims;
    readonly at: Temporal.Instant;
  }): Promise<void>;
  /**
   * Ends sessions that a provider began: one of its own, else all of somebody, else all.
   *
   * @returns the accounts whose they were
   */
  endSessionsBy(
    provider: string,
    which: { readonly subject: string | null; readonly session: string | null },
    how: { readonly at: Temporal.Instant; readonly reason: string },
  ): Promise<readonly string[]>;
  /** @returns false where the session has ended */
  endSession(
    session: string,
    account: string,
    how: { readonly at: Temporal.Instant; readonly reason: string },
  ): Promise<boolean>;
  /** @param but a session that stays; null for none. @returns how many ended */
  endSessionsOf(
    account: string,
    but: string | null,
    how: { readonly at: Temporal.Instant; readonly reason: string },
  ): Promise<number>;
  addLink(link: {
    readonly id: string;
    readonly tokenHash: Uint8Array;
    readonly account: string;
    readonly kind: LinkKind;
    readonly at: Temporal.Instant;
    readonly by: string;
    readonly endsAt: Temporal.Instant;
  }): Promise<void>;
  /** Takes a link that has not ended: once. */
  takeLink(
    tokenHash: Uint8Array,
    at: Temporal.Instant,
  ): Promise<{ readonly account: string; readonly kind: LinkKind } | null>;
  /** Ends the links of an account of which nobody made use. */
  endLinks(account: string, at: Temporal.Instant): Promise<void>;
  /** Writes to the audit log, as the next entry of its chain. */
  audit(deed: AuditedDeed, at: Temporal.Instant): Promise<void>;
}

/** By whom a session began. */
export interface SessionProvider {
  readonly id: string;
  /** What the provider calls its own session; null where it does not say. */
  readonly session: string | null;
}

export type LinkKind = "invite" | "reset";

export interface AccountsStore extends AccountsReading {
  write<T>(work: (transaction: AccountsTransaction) => Promise<T>): Promise<T>;
  /** Notes that a session was used. */
  touch(session: string, at: Temporal.Instant): Promise<void>;
  /**
   * Puts another token in a session's place; the one before holds for a while.
   *
   * @returns false where another question did so already
   */
  renew(
    session: string,
    tokens: { readonly before: Uint8Array; readonly now: Uint8Array },
    at: Temporal.Instant,
    beforeUntil: Temporal.Instant,
  ): Promise<boolean>;
  /** Notes that a session has ended by itself. */
  expire(session: string, at: Temporal.Instant, reason: string): Promise<void>;
  /** The end of the audit log, which goes on with everything that is done to accounts, whoever does it. */
  auditHead(): Promise<AuditHead>;
}
