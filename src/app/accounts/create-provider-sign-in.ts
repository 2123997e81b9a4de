import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { type ReadClaims, readClaims } from "../../domain/rights/claim-rules.ts";
import type { Role } from "../../domain/rights/role.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock, Log } from "../ports.ts";
import { type AccountRefusal, type Refused, refuse } from "./account-refusal.ts";
import type { AccountRow, AccountsStore, AccountsTransaction, FoundSession } from "./accounts-store.ts";
import { createOnceNotes } from "./create-once-notes.ts";
import type { OwnerProof } from "./create-owner-proof.ts";
import type { SignedIn, SignIn, Whence } from "./create-sign-in.ts";
import { doerOf } from "./doer-of.ts";
import {
  giverOfRoles,
  type IdentityProvider,
  type OpenId,
  OpenIdFault,
  type OpenIdPending,
  type ProvenIdentity,
  wordHolds,
} from "./identity-provider.ts";
import { isLogin, loginKey } from "./login.ts";
import { hashOfToken } from "./secrets.ts";

/** Signing in with an identity provider: away to it, back from it, and out when it says so. */
export interface ProviderSignIn {
  /** The providers that there are, for a page on which nobody is signed in. */
  providers(): Promise<readonly Pick<IdentityProvider, "id" | "name">[]>;
  /**
   * Sends somebody to a provider.
   *
   * @param asked.next the page of this server that they go on to
   * @param asked.as who is signed in and wants to join the two, or to confirm that it is them; null to sign in
   * @returns where to send them, and a secret by which the browser is known when it comes back
   */
  leave(
    provider: string,
    asked: { readonly next: string; readonly as: AskingOwner | null; readonly back: URL },
  ): Promise<{ readonly at: URL; readonly secret: string } | Refused>;
  /**
   * Signs in whoever came back, or confirms that it is who was signed in when they left.
   *
   * @param secret as it was given to the browser; null for none
   * @param came the whole address that they came back to
   */
  comeBack(provider: string, secret: string | null, came: URL, whence: Whence): Promise<CameBack>;
  /** Ends the sessions that a provider says have ended. @returns false where the token is not the provider's */
  ended(provider: string, token: string): Promise<boolean>;
  /** Where somebody ends the session of the provider that signed them in; null where there is none. */
  endAt(token: string, back: URL): Promise<URL | null>;
}

/** Who is signed in, and leaves for a provider for more than that. */
export interface AskingOwner {
  readonly account: string;
  readonly session: string;
  readonly wants: "join" | "confirm";
}

/** What became of who came back. */
export type CameBack =
  | {
      /** null where nobody signed in who was not before. */
      readonly signedIn: SignedIn | null;
      readonly next: string;
    }
  | {
      readonly refused: AccountRefusal;
      /** Whether they are signed in as before. */
      readonly stillIn: boolean;
    };

/** Whoever is longer away begins again. */
const awayFor = { minutes: 10 };
/** Nobody needs more: each of them is a few hundred bytes. */
const mostAway = 20_000;

interface Away {
  readonly provider: string;
  readonly pending: OpenIdPending;
  readonly next: string;
  readonly as: AskingOwner | null;
  readonly back: URL;
}

export function createProviderSignIn(parts: {
  readonly store: AccountsStore;
  readonly openId: OpenId;
  readonly signIn: SignIn;
  readonly proof: Pick<OwnerProof, "note">;
  readonly clock: Clock;
  readonly log: Log;
  /** Told after COMMIT that an account may do something else than before. */
  readonly onChanged: (account: string) => void;
}): ProviderSignIn {
  const { store, openId, signIn, proof, clock, log, onChanged } = parts;
  const away = createOnceNotes<Away>(clock, awayFor, mostAway);

  /** What a provider's fault means for whoever wanted to sign in; its own words are for the log. */
  function faultOf(error: unknown, provider: IdentityProvider): Refused {
    if (!(error instanceof OpenIdFault)) throw error;
    log.warn({ provider: provider.id, error }, "a sign-in by an identity provider failed");
    return refuse({ code: "provider_fault", name: provider.name });
  }

  return {
    providers: async () => (await store.providers()).map(({ id, name }) => ({ id, name })),

    async leave(id, { next, as, back }) {
      const provider = await store.provider(id);
      if (provider === null) return refuse({ code: "no_such_provider", provider: id });
      try {
        const { at, pending } = await openId.begin(provider, back, as?.wants === "confirm");
        return { at, secret: away.keep({ provider: id, pending, next, as, back }) };
      } catch (error) {
        return faultOf(error, provider);
      }
    },

    async comeBack(id, secret, came, whence) {
      // Once: a code that somebody else brings in is nobody's.
      const left = away.take(secret);
      const now = clock.now();
      const provider = await store.provider(id);
      const asking = whence.token === null ? null : await signIn.find(whence.token, true);
      const stillIn = asking !== null;
      if (provider === null) return { ...refuse({ code: "no_such_provider", provider: id }), stillIn };
      if (left === null || left.provider !== id) return { ...refuse({ code: "away_too_long" }), stillIn };
      const { as } = left;
      if (as !== null && asking?.account.id !== as.account) {
        return { ...refuse({ code: "away_too_long" }), stillIn };
      }
      let proven: ProvenIdentity;
      try {
        // The address that was registered, with what the provider added: whatever a proxy made of it.
        const at = new URL(left.back);
        at.search = came.search;
        proven = await openId.finish(provider, at, left.pending);
      } catch (error) {
        return { ...faultOf(error, provider), stillIn };
      }
      const outcome =
        as?.wants === "confirm"
          ? await confirm(provider, as, asking, proven, whence)
          : await enter(provider, as, proven, whence, now);
      if (outcome !== null && "refused" in outcome) {
        log.warn(
          { provider: id, refused: outcome.refused.code, address: whence.address },
          "a sign-in was refused",
        );
        return { ...outcome, stillIn };
      }
      if (outcome !== null) onChanged(outcome.account);
      return { signedIn: outcome, next: left.next };
    },

    async ended(id, token) {
      const provider = await store.provider(id);
      if (provider === null) return false;
      let told: Awaited<ReturnType<OpenId["readLogout"]>>;
      try {
        told = await openId.readLogout(provider, token);
      } catch (error) {
        faultOf(error, provider);
        return false;
      }
      const accounts = await store.write(async (transaction) => {
        const now = clock.now();
        const ended = await transaction.endSessionsBy(id, told, {
          at: now,
          reason: "ended by the identity provider",
        });
        for (const account of ended) {
          const by: Doer = { id: account, role: "identity provider", address: provider.issuer };
          await transaction.audit({ by, deed: "session.end", object: `account ${account}` }, now);
        }
        return ended;
      });
      for (const account of accounts) onChanged(account);
      return true;
    },

    async endAt(token, back) {
      const by = await store.providerOfSession(hashOfToken(token));
      const provider = by === null ? null : await store.provider(by);
      if (provider === null) return null;
      try {
        return await openId.endAt(provider, back);
      } catch (error) {
        // Who signs out is signed out here in any case.
        faultOf(error, provider);
        return null;
      }
    },
  };

  /** Begins a session for whoever a provider says somebody is. */
  function enter(
    provider: IdentityProvider,
    as: AskingOwner | null,
    { subject, session, claims }: ProvenIdentity,
    whence: Whence,
    now: Temporal.Instant,
  ): Promise<SignedIn | Refused> {
    const { id } = provider;
    const read = readClaims(provider.rules, claims);
    return signIn.beginBy(async (transaction) => {
      await transaction.lock();
      const found = await findAccount(transaction, provider, subject, read, as?.account ?? null, whence, now);
      if ("refused" in found) return found;
      const { row, made } = found;
      if (row.account.disabled !== null) return refuse({ code: "is_disabled", login: row.account.login });
      const by = byProvider(row.account.id, whence);
      if (!made && (await transaction.identity(id, subject)) === null) {
        await transaction.audit(
          { by, deed: "account.join", object: `account ${row.account.id}`, after: { provider: id } },
          now,
        );
      }
      await transaction.joinIdentity({ provider: id, subject, account: row.account.id, claims, at: now });
      await giveRoles(transaction, provider, row, read.roles, by, now);
      await linkByRules(transaction, row, read, by, now);
      const after = await transaction.signInFacts(row.account.id, id, now);
      if (after === null || after.roles.length === 0) return refuse({ code: "no_role", name: provider.name });
      return { account: row.account.id, provider: { id, session }, passkey: null };
    }, whence);
  }

  /** Notes that a provider has just asked who somebody is, and that it is the owner of the session that left. */
  function confirm(
    provider: IdentityProvider,
    as: AskingOwner,
    asking: FoundSession | null,
    { subject }: ProvenIdentity,
    whence: Whence,
  ): Promise<Refused | null> {
    return store
      .write(async (transaction) => {
        if (asking === null || asking.session.id !== as.session) return refuse({ code: "away_too_long" });
        const { account, session, roles } = asking;
        if ((await transaction.identity(provider.id, subject)) !== account.id) {
          return refuse({ code: "somebody_else", name: provider.name });
        }
        const by = doerOf(account, roles, whence.address);
        const after = { provider: provider.id };
        await transaction.audit(
          { by, deed: "account.confirm", object: `session ${session.id}`, after },
          clock.now(),
        );
        return null;
      })
      .then((refused) => {
        if (refused === null) proof.note(as.session);
        return refused;
      });
  }

  /** Whose account it is: the one that was joined before, the one that asks to be, or a new one. */
  async function findAccount(
    transaction: AccountsTransaction,
    provider: IdentityProvider,
    subject: string,
    read: ReadClaims,
    joining: string | null,
    whence: Whence,
    now: Temporal.Instant,
  ): Promise<{ readonly row: AccountRow; readonly made: boolean } | Refused> {
    const joined = await transaction.identity(provider.id, subject);
    if (joined !== null && joining !== null && joined !== joining) {
      return refuse({ code: "joined_before", name: provider.name });
    }
    const known = joined ?? joining;
    if (known !== null) {
      const row = await transaction.find(known, now);
      return row === null ? refuse({ code: "no_such_account", account: known }) : { row, made: false };
    }
    if (read.roles.length === 0) return refuse({ code: "no_role", name: provider.name });
    const { login } = read;
    if (login === null || !isLogin(login)) return refuse({ code: "no_login", name: provider.name });
    const id = uuidv7();
    const added = await transaction.add({
      id,
      login,
      loginKey: loginKey(login),
      name: (read.name ?? login).slice(0, 120),
      email: read.email,
      at: now,
      by: giverOfRoles(provider.id),
    });
    // Whoever has that login here may be somebody else: its owner joins the two, signed in with the one.
    if (!added) return refuse({ code: "login_taken_here", login, name: provider.name });
    const by = byProvider(id, whence);
    await transaction.audit(
      { by, deed: "account.add", object: `account ${id}`, after: { provider: provider.id } },
      now,
    );
    const row = await transaction.find(id, now);
    if (row === null) throw new Error("an account was lost as soon as it was made");
    return { row, made: true };
  }

  /** Gives what the rules give now, for as long as a provider's word holds, and takes what they gave before; what a person gave is left alone. */
  async function giveRoles(
    transaction: AccountsTransaction,
    provider: IdentityProvider,
    { account, grants }: AccountRow,
    given: readonly Role[],
    by: Doer,
    now: Temporal.Instant,
  ): Promise<void> {
    const grantedBy = giverOfRoles(provider.id);
    const own = grants.filter((grant) => grant.provider?.id === provider.id);
    const until = now.add(wordHolds);
    const object = `account ${account.id}`;
    for (const { id, role } of own.filter((grant) => !given.includes(grant.role))) {
      await transaction.endGrant(id, account.id, { at: now, by: grantedBy });
      await transaction.audit({ by, deed: "account.revoke", object, before: { grant: id, role } }, now);
    }
    const kept = own.filter((grant) => given.includes(grant.role)).map(({ id }) => id);
    if (kept.length > 0) await transaction.prolongGrants(kept, until);
    for (const role of given.filter((one) => !own.some((grant) => grant.role === one))) {
      const id = uuidv7();
      const grant = { id, account: account.id, role, grantedBy, provider: provider.id, since: now, until };
      await transaction.grant({ ...grant, at: now });
      await transaction.audit({ by, deed: "account.grant", object, after: { grant: id, role } }, now);
    }
  }

  async function linkByRules(
    transaction: AccountsTransaction,
    { account, person }: AccountRow,
    read: ReadClaims,
    by: Doer,
    now: Temporal.Instant,
  ): Promise<void> {
    if (person !== null || read.person === null) return;
    const found = await transaction.personOf(read.person.scheme, read.person.value);
    if (found === null) return;
    await transaction.linkPerson({
      id: uuidv7(),
      account: account.id,
      person: found.person,
      at: now,
      by: "muster",
    });
    const after = { person: found.person };
    await transaction.audit({ by, deed: "account.link", object: `account ${account.id}`, after }, now);
  }
}

const byProvider = (account: string, { address }: Whence): Doer => ({
  id: account,
  role: "identity provider",
  address,
});
