import type { Role } from "../../domain/rights/role.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Account } from "./accounts-store.ts";

/** An account as whoever did something, with every role that it holds. */
export const doerOf = (account: Pick<Account, "id">, roles: readonly Role[], address: string): Doer => ({
  id: account.id,
  role: roles.join(" "),
  address,
});
