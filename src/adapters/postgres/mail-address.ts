/**
 * Where mail to a person goes, in lower case, by an expression of their row: the address of the roster, else that of their
 * account; null for none.
 */
export const mailAddressOf = (person: string): string => `lower(coalesce(${person}.email, (
  select a.email from account_person l join account a on a.id = l.account_id and a.disabled_at is null
  where l.person_id = ${person}.id and l.until is null and a.email is not null order by l.since limit 1)))`;

/** Where mail to an account goes, in lower case, by an expression of its row: its own address, else its person's; null for none. */
export const accountMailAddress = (account: string): string => `lower(coalesce(${account}.email, (
  select coalesce(now.email, was.email) from account_person l join person was on was.id = l.person_id
  left join person now on now.id = was.merged_into
  where l.account_id = ${account}.id and l.until is null)))`;
