import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import type {
  AccountRow,
  AccountsReading,
  AccountsStore,
  AccountsTransaction,
  LinkKind,
  RoleGrant,
  SignInFacts,
  SignInSession,
} from "../../app/accounts/accounts-store.ts";
import type { IdentityProvider } from "../../app/accounts/identity-provider.ts";
import { claimRules } from "../../contract/http/identity-providers.ts";
import { roles } from "../../domain/rights/role.ts";
import {
  type AccountCells,
  accountCells,
  joinPerson,
  type PersonCells,
  personCells,
  rolesBy,
  toAccount,
  toPerson,
  toRoles,
} from "./account-cells.ts";
import { appendAudit, readAuditHead } from "./audit-store.ts";
import { inTransaction } from "./in-transaction.ts";
import { whoGoesBy } from "./own-id.ts";
import { passkeysReading, passkeysWriting } from "./passkeys-store.ts";
import { plainRun } from "./plain-run.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Accounts, their sessions and what they sign in with, over a pool. */
export function accountsStore(query: PooledQuery, pool: pg.Pool): AccountsStore {
  return {
    ...accountsReading(query),
    write: (work) => inTransaction(pool, "begin", (client) => work(accountsTransaction(client))),
    async touch(session, at) {
      await query("update sign_in_session set last_seen_at = $2 where id = $1 and last_seen_at < $2", [
        session,
        toTimestamptz(at),
      ]);
    },
    async renew(session, { before, now }, at, beforeUntil) {
      const rows = await query(
        `update sign_in_session set token_sha256 = $3, renewed_at = $4, before_sha256 = $2, before_until = $5
         where id = $1 and token_sha256 = $2 and ended_at is null returning id`,
        [session, Buffer.from(before), Buffer.from(now), toTimestamptz(at), toTimestamptz(beforeUntil)],
      );
      return rows.length === 1;
    },
    async expire(session, at, reason) {
      await query(
        "update sign_in_session set ended_at = $2, ended_reason = $3 where id = $1 and ended_at is null",
        [session, toTimestamptz(at), reason],
      );
    },
    auditHead: () => readAuditHead(query),
  };
}

function accountsTransaction(client: pg.PoolClient): AccountsTransaction {
  const run = plainRun(client);
  return {
    ...accountsReading(run),
    ...passkeysWriting(run),
    async lock() {
      await run("select from audit_head for update");
    },
    async add({ id, login, loginKey, name, email, at, by }) {
      const added = await run(
        `insert into account (id, login, login_key, name, email, created_at, created_by, roles_changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $6) on conflict (login_key) do nothing returning id`,
        [id, login, loginKey, name, email, toTimestamptz(at), by],
      );
      return added.length === 1;
    },
    async change(account, { name, email }) {
      await run("update account set name = $2, email = $3 where id = $1", [account, name, email]);
    },
    async disable(account, { at, by, reason }) {
      await run(
        "update account set disabled_at = $2, disabled_by = $3, disabled_reason = $4 where id = $1 and disabled_at is null",
        [account, toTimestamptz(at), by, reason],
      );
    },
    async enable(account) {
      await run(
        "update account set disabled_at = null, disabled_by = null, disabled_reason = null where id = $1",
        [account],
      );
    },
    async linkPerson({ id, account, person, at, by }) {
      await run("update account_person set until = $2 where account_id = $1 and until is null", [
        account,
        toTimestamptz(at),
      ]);
      if (person === null) return;
      await run(
        "insert into account_person (id, account_id, person_id, since, linked_by) values ($1, $2, $3, $4, $5)",
        [id, account, person, toTimestamptz(at), by],
      );
    },
    async grant({ id, account, role, grantedBy, provider, since, until, at }) {
      await run(
        `insert into account_role (id, account_id, role, granted_at, granted_by, since, until, provider_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          account,
          role,
          toTimestamptz(at),
          grantedBy,
          toTimestamptz(since),
          until === null ? null : toTimestamptz(until),
          provider,
        ],
      );
      await rolesChanged(account, at);
    },
    async prolongGrants(grants, until) {
      await run("update account_role set until = $2 where id = any($1::uuid[]) and until < $2", [
        [...grants],
        toTimestamptz(until),
      ]);
    },
    async endGrantsOf(provider, which, { at, by }) {
      const ended = await run<{ account: string }>(
        `with ended as (
           update account_role set until = greatest(since, $3::timestamptz), ended_by = $4
           where provider_id = $1 and ($2::uuid[] is null or id = any($2::uuid[])) and until > $3
           returning account_id
         ), changed as (
           update account set roles_changed_at = $3 where id in (select account_id from ended)
         )
         select account_id as account from ended`,
        [provider, which === null ? null : [...which], toTimestamptz(at), by],
      );
      return ended.map(({ account }) => account);
    },
    async endGrant(grant, account, { at, by }) {
      await run(
        `update account_role set until = greatest(since, $3::timestamptz), ended_by = $4
         where id = $1 and account_id = $2 and (until is null or until > $3)`,
        [grant, account, toTimestamptz(at), by],
      );
      await rolesChanged(account, at);
    },
    async setPassword(account, hash, at) {
      await run(
        `insert into password (account_id, hash, set_at) values ($1, $2, $3)
         on conflict (account_id) do update set hash = excluded.hash, set_at = excluded.set_at`,
        [account, hash, toTimestamptz(at)],
      );
    },
    async setSecondFactor(account, secret) {
      await run(
        `insert into second_factor (account_id, secret) values ($1, $2)
         on conflict (account_id) do update set secret = excluded.secret, confirmed_at = null, last_step = 0`,
        [account, Buffer.from(secret)],
      );
    },
    async confirmSecondFactor(account, at) {
      await run("update second_factor set confirmed_at = $2 where account_id = $1", [
        account,
        toTimestamptz(at),
      ]);
    },
    async removeSecondFactor(account) {
      await run("delete from second_factor where account_id = $1", [account]);
      await run("delete from recovery_code where account_id = $1", [account]);
    },
    async takeStep(account, step) {
      const taken = await run(
        "update second_factor set last_step = $2 where account_id = $1 and last_step < $2 returning account_id",
        [account, step],
      );
      return taken.length === 1;
    },
    async setRecoveryCodes(account, hashes) {
      await run("delete from recovery_code where account_id = $1", [account]);
      await run(
        "insert into recovery_code (account_id, code_sha256) select $1, hash from unnest($2::bytea[]) as hash",
        [account, hashes.map((hash) => Buffer.from(hash))],
      );
    },
    async takeRecoveryCode(account, hash, at) {
      const used = await run(
        `update recovery_code set used_at = $3 where account_id = $1 and code_sha256 = $2 and used_at is null
         returning account_id`,
        [account, Buffer.from(hash), toTimestamptz(at)],
      );
      return used.length === 1;
    },
    async begin(session) {
      const { id, account, createdAt, lastSeenAt, endsAt, address, agent, tokenHash, browserHash } = session;
      await run(
        `insert into sign_in_session
           (id, token_sha256, account_id, created_at, renewed_at, last_seen_at, ends_at, address, agent, browser_sha256,
            provider_id, provider_session)
         values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          Buffer.from(tokenHash),
          account,
          toTimestamptz(createdAt),
          toTimestamptz(lastSeenAt),
          toTimestamptz(endsAt),
          address,
          agent,
          Buffer.from(browserHash),
          session.provider?.id ?? null,
          session.provider?.session ?? null,
        ],
      );
    },
    async addProvider({ id, name, issuer, client: known, secret, rules }, at, by) {
      await run(
        `insert into identity_provider (id, name, issuer, client, secret, rules, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, name, issuer, known, secret, JSON.stringify(rules), toTimestamptz(at), by],
      );
    },
    async changeProvider({ id, name, issuer, client: known, secret, rules }) {
      await run(
        "update identity_provider set name = $2, issuer = $3, client = $4, secret = $5, rules = $6 where id = $1",
        [id, name, issuer, known, secret, JSON.stringify(rules)],
      );
    },
    async removeProvider(provider, at, by) {
      // Its secret is of no more use to anybody who may be trusted with it.
      await run(
        "update identity_provider set removed_at = $2, removed_by = $3, secret = '' where id = $1 and removed_at is null",
        [provider, toTimestamptz(at), by],
      );
    },
    async joinIdentity({ provider, subject, account, claims, at }) {
      await run(
        `insert into account_identity (provider_id, subject, account_id, joined_at, last_at, claims)
         values ($1, $2, $3, $4, $4, $5)
         on conflict (provider_id, subject) do update set last_at = excluded.last_at, claims = excluded.claims`,
        [provider, subject, account, toTimestamptz(at), JSON.stringify(claims)],
      );
    },
    async endSessionsBy(provider, { subject, session }, { at, reason }) {
      const ended = await run<{ account: string }>(
        `update sign_in_session s set ended_at = $4, ended_reason = $5
         where s.provider_id = $1 and s.ended_at is null
           and ($3::text is null or s.provider_session = $3)
           and ($2::text is null or s.account_id in
             (select i.account_id from account_identity i where i.provider_id = $1 and i.subject = $2))
         returning s.account_id as account`,
        [provider, subject, session, toTimestamptz(at), reason],
      );
      return [...new Set(ended.map(({ account }) => account))];
    },
    async endSession(session, account, { at, reason }) {
      const ended = await run(
        `update sign_in_session set ended_at = $3, ended_reason = $4
         where id = $1 and account_id = $2 and ended_at is null returning id`,
        [session, account, toTimestamptz(at), reason],
      );
      return ended.length === 1;
    },
    async endSessionsOf(account, but, { at, reason }) {
      const ended = await run(
        `update sign_in_session set ended_at = $3, ended_reason = $4
         where account_id = $1 and id is distinct from $2::uuid and ended_at is null returning id`,
        [account, but, toTimestamptz(at), reason],
      );
      return ended.length;
    },
    async addLink({ id, tokenHash, account, kind, at, by, endsAt }) {
      await run(
        `insert into one_time_link (id, token_sha256, account_id, kind, created_at, created_by, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, Buffer.from(tokenHash), account, kind, toTimestamptz(at), by, toTimestamptz(endsAt)],
      );
    },
    async takeLink(tokenHash, at) {
      const [used] = await run<{ account: string; kind: LinkKind }>(
        `update one_time_link set used_at = $2 where token_sha256 = $1 and used_at is null and ends_at > $2
         returning account_id as account, kind`,
        [Buffer.from(tokenHash), toTimestamptz(at)],
      );
      return used ?? null;
    },
    async endLinks(account, at) {
      await run(
        "update one_time_link set ends_at = $2 where account_id = $1 and used_at is null and ends_at > $2",
        [account, toTimestamptz(at)],
      );
    },
    audit: (deed, at) => appendAudit(client, deed, at),
  };

  async function rolesChanged(account: string, at: Temporal.Instant): Promise<void> {
    await run("update account set roles_changed_at = $2 where id = $1", [account, toTimestamptz(at)]);
  }
}

function accountsReading(query: PooledQuery): AccountsReading {
  async function readSignInFacts(
    where: string,
    key: string,
    provider: string | null,
    now: Temporal.Instant,
  ): Promise<SignInFacts | null> {
    const [row] = await query<
      AccountCells & { roles: string[]; hash: string | null; second_factor: boolean }
    >(
      `select ${accountCells}, ${rolesBy("$3::uuid", "$2")} as roles, p.hash, coalesce(f.confirmed_at is not null, false) as second_factor
       from account a
       left join password p on p.account_id = a.id
       left join second_factor f on f.account_id = a.id
       where ${where} = $1`,
      [key, toTimestamptz(now), provider],
    );
    if (!row) return null;
    return {
      account: toAccount(row),
      roles: toRoles(row.roles),
      passwordHash: row.hash,
      secondFactor: row.second_factor,
    };
  }

  async function readRows(account: string | null, now: Temporal.Instant): Promise<readonly AccountRow[]> {
    const rows = await query<
      AccountCells &
        PersonCells & {
          grants: {
            id: string;
            role: string;
            by: string;
            provider: RoleGrant["provider"];
            since: string;
            until: string | null;
          }[];
          has_password: boolean;
          second_factor: boolean;
          passkeys: number;
          joined: boolean;
          last_seen: string | null;
          invited_until: string | null;
        }
    >(
      `select ${accountCells}, ${personCells},
         coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'by', g.granted_by,
             'provider', case when v.id is not null then jsonb_build_object('id', v.id, 'name', v.name) end,
             'since', g.since, 'until', g.until) order by g.role, g.since)
           from account_role g left join identity_provider v on v.id = g.provider_id
           where g.account_id = a.id and (g.until is null or g.until > $2)), '[]') as grants,
         exists (select from password p where p.account_id = a.id) as has_password,
         exists (select from second_factor f where f.account_id = a.id and f.confirmed_at is not null) as second_factor,
         (select count(*) from passkey k where k.account_id = a.id) as passkeys,
         exists (select from account_identity i join identity_provider v on v.id = i.provider_id
           where i.account_id = a.id and v.removed_at is null) as joined,
         (select max(s.last_seen_at) from sign_in_session s where s.account_id = a.id) as last_seen,
         (select max(o.ends_at) from one_time_link o
           where o.account_id = a.id and o.used_at is null and o.ends_at > $2) as invited_until
       from account a ${joinPerson}
       where $1::uuid is null or a.id = $1::uuid
       order by a.login_key collate "C"`,
      [account, toTimestamptz(now)],
    );
    return rows.map((row) => ({
      account: toAccount(row),
      grants: row.grants.flatMap(({ id, role, by, provider, since, until }): RoleGrant[] => {
        const known = roles.find((one) => one === role);
        if (known === undefined) return [];
        return [
          {
            id,
            role: known,
            grantedBy: by,
            provider,
            since: Temporal.Instant.from(since),
            until: until === null ? null : Temporal.Instant.from(until),
          },
        ];
      }),
      person: toPerson(row),
      hasPassword: row.has_password,
      secondFactor: row.second_factor,
      passkeys: row.passkeys,
      joined: row.joined,
      lastSeenAt: row.last_seen === null ? null : toInstant(row.last_seen),
      invitedUntil: row.invited_until === null ? null : toInstant(row.invited_until),
    }));
  }

  return {
    ...passkeysReading(query),
    async everAdministrator() {
      const rows = await query("select from account_role where role = 'administrator' limit 1", []);
      return rows.length > 0;
    },
    async hasAdministrator(now) {
      const rows = await query(
        `select from account_role r join account a on a.id = r.account_id and a.disabled_at is null
         where r.role = 'administrator' and r.since <= $1 and (r.until is null or r.until > $1) limit 1`,
        [toTimestamptz(now)],
      );
      return rows.length > 0;
    },
    forSignIn: (loginKey, now) => readSignInFacts("a.login_key", loginKey, null, now),
    signInFacts: (account, provider, now) => readSignInFacts("a.id", account, provider, now),
    list: (now) => readRows(null, now),
    async find(account, now) {
      const [row] = await readRows(account, now);
      return row ?? null;
    },
    async findByLogin(loginKey) {
      const [row] = await query<AccountCells>(
        `select ${accountCells} from account a where a.login_key = $1`,
        [loginKey],
      );
      return row ? toAccount(row) : null;
    },
    async findByEmail(email) {
      const rows = await query<AccountCells>(
        `select ${accountCells} from account a where lower(a.email) = lower($1) order by a.login_key`,
        [email],
      );
      return rows.map(toAccount);
    },
    async session(tokenHash, now) {
      const [row] = await query<
        AccountCells &
          PersonCells &
          SessionCells & { roles: string[]; provider: string | null; outdated: boolean }
      >(
        `select ${accountCells}, ${personCells}, ${sessionCells}, ${rolesBy("s.provider_id", "$2")} as roles,
           s.provider_id as provider,
           s.token_sha256 = $1 and a.roles_changed_at > s.renewed_at as outdated
         from sign_in_session s join account a on a.id = s.account_id ${joinPerson}
         where (s.token_sha256 = $1 or (s.before_sha256 = $1 and s.before_until > $2)) and s.ended_at is null`,
        [Buffer.from(tokenHash), toTimestamptz(now)],
      );
      if (!row) return null;
      return {
        session: toSession(row),
        account: toAccount(row),
        roles: toRoles(row.roles),
        provider: row.provider,
        person: toPerson(row),
        outdated: row.outdated,
      };
    },
    async sessionsOf(account, now) {
      const rows = await query<SessionCells & { roles: string[] }>(
        `select ${sessionCells}, ${rolesBy("s.provider_id", "$2")} as roles
         from sign_in_session s join account a on a.id = s.account_id
         where s.account_id = $1 and s.ended_at is null
         order by s.last_seen_at desc, s.id`,
        [account, toTimestamptz(now)],
      );
      return rows.map((row) => ({ ...toSession(row), roles: toRoles(row.roles) }));
    },
    async knowsBrowser(account, browserHash) {
      const rows = await query(
        "select from sign_in_session where browser_sha256 = $1 and account_id = $2 limit 1",
        [Buffer.from(browserHash), account],
      );
      return rows.length > 0;
    },
    async secondFactor(account) {
      const [row] = await query<{ secret: Buffer; confirmed: boolean }>(
        "select secret, confirmed_at is not null as confirmed from second_factor where account_id = $1",
        [account],
      );
      return row ?? null;
    },
    async unusedRecoveryCodes(account) {
      const [row] = await query<{ n: number }>(
        "select count(*) as n from recovery_code where account_id = $1 and used_at is null",
        [account],
      );
      return row?.n ?? 0;
    },
    async personOf(scheme, value) {
      // An address is written down with a person; whatever else somebody is known by is an identifier.
      const known =
        scheme === "email"
          ? `person p cross join (values (now())) as x (person_since)
             where lower(p.email) = lower($2) and $1::text is not null and p.merged_into is null`
          : scheme === "student_id"
            ? `${whoGoesBy("$2::text")} known join person p on p.id = known.id
             cross join (values (now())) as x (person_since) where $1::text is not null`
            : `identifier i join person p on p.id = i.person_id
             cross join (values (now())) as x (person_since)
             where i.scheme = $1 and (i.value = $2 or lower(i.value) = lower($2))
               and i.valid_to is null and p.merged_into is null`;
      const rows = await query<PersonCells>(`select ${personCells} from ${known} limit 2`, [scheme, value]);
      const [row] = rows;
      return row && rows.length === 1 ? toPerson(row) : null;
    },
    async providers() {
      const rows = await query<ProviderCells>(
        `select ${providerCells} from identity_provider where removed_at is null order by lower(name), id`,
        [],
      );
      return rows.map(toProvider);
    },
    async provider(id) {
      const [row] = await query<ProviderCells>(
        `select ${providerCells} from identity_provider where id = $1 and removed_at is null`,
        [id],
      );
      return row ? toProvider(row) : null;
    },
    async givenBy(provider, now) {
      const rows = await query<{ grant: string; role: string; claims: Record<string, unknown> }>(
        `select g.id as grant, g.role, i.claims
         from account_role g cross join lateral (
           select i.claims from account_identity i
           where i.account_id = g.account_id and i.provider_id = g.provider_id order by i.last_at desc limit 1
         ) i
         where g.provider_id = $1 and g.until > $2`,
        [provider, toTimestamptz(now)],
      );
      return rows.flatMap(({ grant, role, claims }) =>
        toRoles([role]).map((one) => ({ grant, role: one, claims })),
      );
    },
    async identity(provider, subject) {
      const [row] = await query<{ account: string }>(
        "select account_id as account from account_identity where provider_id = $1 and subject = $2",
        [provider, subject],
      );
      return row?.account ?? null;
    },
    async identitiesOf(account) {
      const rows = await query<{ provider: string }>(
        `select i.provider_id as provider
         from account_identity i join identity_provider p on p.id = i.provider_id
         where i.account_id = $1 and p.removed_at is null
         group by i.provider_id order by max(i.last_at) desc`,
        [account],
      );
      return rows.map(({ provider }) => provider);
    },
    lastIdentities: (provider, limit) =>
      query<{ login: string; claims: Record<string, unknown> }>(
        `select a.login, i.claims from account_identity i join account a on a.id = i.account_id
         where i.provider_id = $1 order by i.last_at desc, i.subject limit $2`,
        [provider, limit],
      ),
    async providerOfSession(tokenHash) {
      const [row] = await query<{ provider: string | null }>(
        "select provider_id as provider from sign_in_session where token_sha256 = $1",
        [Buffer.from(tokenHash)],
      );
      return row?.provider ?? null;
    },
  };
}

const providerCells = "id, name, issuer, client, secret, rules";

interface ProviderCells {
  id: string;
  name: string;
  issuer: string;
  client: string;
  secret: string;
  rules: unknown;
}

const toProvider = ({ rules, ...row }: ProviderCells): IdentityProvider => ({
  ...row,
  rules: claimRules.parse(rules),
});

const sessionCells = `s.id as session_id, s.account_id as session_account_id, s.created_at as session_created_at,
  s.last_seen_at, s.ends_at, s.address, s.agent`;

interface SessionCells {
  session_id: string;
  session_account_id: string;
  session_created_at: string;
  last_seen_at: string;
  ends_at: string;
  address: string;
  agent: string;
}

function toSession(row: SessionCells): SignInSession {
  return {
    id: row.session_id,
    account: row.session_account_id,
    createdAt: toInstant(row.session_created_at),
    lastSeenAt: toInstant(row.last_seen_at),
    endsAt: toInstant(row.ends_at),
    address: row.address,
    agent: row.agent,
  };
}
