import type { AccountsStore } from "../../app/accounts/accounts-store.ts";
import type { ApiTokensStore } from "../../app/accounts/api-tokens-store.ts";
import type { InstitutionStore } from "../../app/institution/institution-store.ts";
import { accountsStore } from "./accounts-store.ts";
import { apiTokensStore } from "./api-tokens-store.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { institutionStore } from "./institution-store.ts";
import { openStoreOfThisVersion } from "./open-store-of-this-version.ts";
import { pooledQuery } from "./pooled-query.ts";

/**
 * Opens a store for the command that sees to accounts, also beside a running server.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function openAccountsStore(address: PostgresAddress): Promise<{
  readonly accounts: AccountsStore;
  readonly apiTokens: ApiTokensStore;
  readonly institution: InstitutionStore;
  close(): Promise<void>;
}> {
  const pool = createPool(address, { max: 2, name: "muster account", lookups: true });
  return openStoreOfThisVersion(pool, async () => {
    const query = pooledQuery(pool);
    return {
      accounts: accountsStore(query, pool),
      apiTokens: apiTokensStore(query, pool),
      institution: institutionStore(query),
      close: () => pool.end(),
    };
  });
}
