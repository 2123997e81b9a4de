import type { Account, LinkedPerson } from "../../app/accounts/accounts-store.ts";
import { type Role, roles } from "../../domain/rights/role.ts";
import { studentOwnId } from "./own-id.ts";
import { toInstant } from "./to-instant.ts";

export const accountCells = `a.id as account_id, a.login, a.name, a.email, a.created_at as account_created_at,
  a.disabled_at, a.disabled_by, a.disabled_reason`;

export interface AccountCells {
  account_id: string;
  login: string;
  name: string;
  email: string | null;
  account_created_at: string;
  disabled_at: string | null;
  disabled_by: string | null;
  disabled_reason: string | null;
}

export function toAccount(row: AccountCells): Account {
  return {
    id: row.account_id,
    login: row.login,
    name: row.name,
    email: row.email,
    createdAt: toInstant(row.account_created_at),
    disabled:
      row.disabled_at === null
        ? null
        : { at: toInstant(row.disabled_at), by: row.disabled_by ?? "", reason: row.disabled_reason ?? "" },
  };
}

/** Every role that an account holds, whoever gave it. */
export const rolesAt = (at: string): string => rolesWhere(at, "true");

/** The roles that people gave, and those of the provider by which somebody is signed in; null for none. */
export const rolesBy = (provider: string, at: string): string =>
  rolesWhere(at, `(g.provider_id is null or g.provider_id = ${provider})`);

const rolesWhere = (at: string, which: string): string => `array(select distinct g.role from account_role g
  where g.account_id = a.id and g.since <= ${at} and (g.until is null or g.until > ${at}) and ${which}
  order by g.role)`;

export const toRoles = (names: readonly string[]): readonly Role[] =>
  roles.filter((role) => names.includes(role));

/** The person that an account is now; one whose record was joined to another's is that other one. */
export const joinPerson = `left join lateral (
    select l.since as person_since, coalesce(linked.merged_into, linked.id) as id
    from account_person l join person linked on linked.id = l.person_id
    where l.account_id = a.id and l.until is null
  ) x on true
  left join person p on p.id = x.id`;

export const personCells = `p.id as person_id, p.kind as person_kind, x.person_since,
  case p.kind when 'student' then ${studentOwnId("p.id")} else (
    select i.value from identifier i
    where i.person_id = p.id and i.valid_to is null and i.scheme = 'username' order by i.value limit 1
  ) end as person_own_id`;

export interface PersonCells {
  person_id: string | null;
  person_kind: "student" | "staff" | null;
  person_since: string | null;
  person_own_id: string | null;
}

export function toPerson(row: PersonCells): LinkedPerson | null {
  const { person_id, person_kind, person_since, person_own_id } = row;
  if (person_id === null || person_kind === null || person_since === null) return null;
  return { person: person_id, kind: person_kind, ownId: person_own_id, since: toInstant(person_since) };
}
