import { Temporal } from "temporal-polyfill";
import { type Refused, refuse } from "./account-refusal.ts";
import type { AccountRow, AccountsReading } from "./accounts-store.ts";

/**
 * Why somebody who proved otherwise than by an identity provider whose account it is, by a password or a passkey, is not let
 * in; null where they are. What a provider gives holds where one signed in with it: it is asked again there, and takes what
 * it gives no more. Who has nothing besides signs in there.
 */
export async function whyNotWithoutProvider(
  reading: AccountsReading,
  { account, grants }: Pick<AccountRow, "account" | "grants">,
  now: Temporal.Instant,
): Promise<Refused | null> {
  if (account.disabled !== null) return refuse({ code: "is_disabled", login: account.login });
  const given = grants.some(
    ({ provider, since }) => provider === null && Temporal.Instant.compare(since, now) <= 0,
  );
  if (given) return null;
  const [last] = await reading.identitiesOf(account.id);
  const provider = last === undefined ? null : await reading.provider(last);
  return provider === null ? null : refuse({ code: "roles_of_provider", name: provider.name });
}
