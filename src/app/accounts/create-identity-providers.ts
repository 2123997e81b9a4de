import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import {
  type ClaimRules,
  type Claims,
  type ReadClaims,
  readClaims,
} from "../../domain/rights/claim-rules.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock } from "../ports.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { isRefused, type Refused, refuse } from "./account-refusal.ts";
import type { AccountsStore, AccountsTransaction } from "./accounts-store.ts";
import type { IdentityProvider } from "./identity-provider.ts";

/** What rules make of somebody who signed in with a provider. */
export interface TriedRules {
  /** The login of the account that it is; null for claims that were given by hand. */
  readonly login: string | null;
  readonly read: ReadClaims;
  /** Whether the roster knows the person; null where the rules name none. */
  readonly known: boolean | null;
}

/** The providers that people sign in with, for those who look after accounts. */
export interface IdentityProviders {
  list(): Promise<readonly IdentityProvider[]>;
  add(asked: Omit<IdentityProvider, "id">, by: Doer): Promise<IdentityProvider>;
  /**
   * Roles that the rules give no more, by what the provider said of each last, are taken at once; others are given at the
   * next sign-in.
   *
   * @param asked.secret null to leave it as it is
   * @returns as it is then, and the accounts that lost a role
   */
  change(
    id: string,
    asked: Omit<IdentityProvider, "id" | "secret"> & { readonly secret: string | null },
    by: Doer,
  ): Promise<{ readonly provider: IdentityProvider; readonly accounts: readonly string[] } | Refused>;
  /**
   * Nobody signs in with it any more, whoever did is signed out, and what it gave is taken.
   *
   * @returns the accounts that were, or lost a role
   */
  remove(id: string, by: Doer): Promise<readonly string[] | Refused>;
  /**
   * What rules would make of those who signed in with a provider last, and of claims that are given.
   *
   * @param provider null for one that is not there yet
   */
  tryRules(rules: ClaimRules, provider: string | null, claims: Claims | null): Promise<readonly TriedRules[]>;
}

/** How many of those who signed in last rules are tried on. */
const triedOn = 20;

export function createIdentityProviders(store: AccountsStore, clock: Clock): IdentityProviders {
  /** Without the secret: that it changed is told, and not what it is. */
  const told = ({ secret: _, ...rest }: IdentityProvider, secretChanged: boolean): object => ({
    ...rest,
    secretChanged,
  });
  const write = <T extends object>(deed: (transaction: AccountsTransaction) => Promise<T | Refused>) =>
    writeUnlessRefused<AccountsTransaction, T | Refused>(store.write, deed, isRefused);

  /** Takes what a provider gave. @param which grants of it; null for all. @returns whose each was */
  async function take(
    transaction: AccountsTransaction,
    provider: string,
    which: readonly string[] | null,
    by: Doer,
    now: Temporal.Instant,
  ): Promise<readonly string[] | Refused> {
    const before = await transaction.hasAdministrator(now);
    const lost = await transaction.endGrantsOf(provider, which, { at: now, by: by.id });
    if (before && !(await transaction.hasAdministrator(now))) return refuse({ code: "last_administrator" });
    return lost;
  }

  return {
    list: () => store.providers(),
    add: (asked, by) =>
      store.write(async (transaction) => {
        const now = clock.now();
        const provider = { ...asked, id: uuidv7() };
        await transaction.addProvider(provider, now, by.id);
        const object = `identity provider ${provider.id}`;
        await transaction.audit(
          { by, deed: "identity_provider.add", object, after: told(provider, true) },
          now,
        );
        return provider;
      }),
    change: (id, asked, by) =>
      write(async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const before = await transaction.provider(id);
        if (before === null) return refuse({ code: "no_such_provider", provider: id });
        const after = { ...asked, id, secret: asked.secret ?? before.secret };
        await transaction.changeProvider(after);
        const lost = (await transaction.givenBy(id, now))
          .filter(({ role, claims }) => !readClaims(after.rules, claims).roles.includes(role))
          .map(({ grant }) => grant);
        const accounts = await take(transaction, id, lost, by, now);
        if (isRefused(accounts)) return accounts;
        await transaction.audit(
          {
            by,
            deed: "identity_provider.change",
            object: `identity provider ${id}`,
            before: told(before, false),
            after: { ...told(after, after.secret !== before.secret), rolesTaken: accounts.length },
          },
          now,
        );
        return { provider: after, accounts: [...new Set(accounts)] };
      }),
    remove: (id, by) =>
      write(async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const before = await transaction.provider(id);
        if (before === null) return refuse({ code: "no_such_provider", provider: id });
        await transaction.removeProvider(id, now, by.id);
        const lost = await take(transaction, id, null, by, now);
        if (isRefused(lost)) return lost;
        const ended = await transaction.endSessionsBy(
          id,
          { subject: null, session: null },
          { at: now, reason: "identity provider removed" },
        );
        await transaction.audit(
          {
            by,
            deed: "identity_provider.remove",
            object: `identity provider ${id}`,
            before: told(before, false),
            after: { rolesTaken: lost.length },
          },
          now,
        );
        return [...new Set([...ended, ...lost])];
      }),
    async tryRules(rules, provider, claims) {
      const last = provider === null ? [] : await store.lastIdentities(provider, triedOn);
      const all = [
        ...(claims === null ? [] : [{ login: null, claims }]),
        ...last.map(({ login, claims: said }) => ({ login, claims: said })),
      ];
      return Promise.all(
        all.map(async ({ login, claims: said }): Promise<TriedRules> => {
          const read = readClaims(rules, said);
          const known =
            rules.person === null
              ? null
              : read.person !== null &&
                (await store.personOf(read.person.scheme, read.person.value)) !== null;
          return { login, read, known };
        }),
      );
    },
  };
}
