import type pg from "pg";
import type { ApiToken, ApiTokensStore } from "../../app/accounts/api-tokens-store.ts";
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
import { appendAudit } from "./audit-store.ts";
import { inTransaction } from "./in-transaction.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Tokens of programmes, over a pool. */
export function apiTokensStore(query: PooledQuery, pool: pg.Pool): ApiTokensStore {
  return {
    async list(account, now) {
      const rows = await query<TokenCells>(
        `select ${tokenCells} from api_token t join account a on a.id = t.account_id
         where ($1::uuid is null or t.account_id = $1::uuid) and t.ended_at is null and t.ends_at > $2
         order by t.created_at desc, t.id`,
        [account, toTimestamptz(now)],
      );
      return rows.map(toToken);
    },
    async find(hash, now) {
      const [row] = await query<TokenCells & AccountCells & PersonCells & { roles: string[] }>(
        `select ${tokenCells}, ${accountCells}, ${personCells}, ${rolesBy("t.provider_id", "$2")} as roles
         from api_token t join account a on a.id = t.account_id ${joinPerson}
         where t.token_sha256 = $1 and t.ended_at is null and t.ends_at > $2`,
        [Buffer.from(hash), toTimestamptz(now)],
      );
      if (!row) return null;
      return {
        token: toToken(row),
        account: toAccount(row),
        roles: toRoles(row.roles),
        person: toPerson(row),
      };
    },
    add: ({ id, hash, account, provider, name, deeds, createdAt, endsAt }, told) =>
      inTransaction(pool, "begin", async (client) => {
        await client.query(
          `insert into api_token (id, token_sha256, account_id, name, deeds, created_at, ends_at, provider_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            id,
            Buffer.from(hash),
            account,
            name,
            [...deeds],
            toTimestamptz(createdAt),
            toTimestamptz(endsAt),
            provider,
          ],
        );
        await appendAudit(client, told, createdAt);
      }),
    end: (token, account, { at, by }, told) =>
      inTransaction(pool, "begin", async (client) => {
        const { rows } = await client.query<TokenCells>(
          `update api_token t set ended_at = $3, ended_by = $4 from account a
           where t.id = $1 and a.id = t.account_id and ($2::uuid is null or t.account_id = $2::uuid)
             and t.ended_at is null and t.ends_at > $3
           returning ${tokenCells}`,
          [token, account, toTimestamptz(at), by],
        );
        const [row] = rows;
        if (!row) return null;
        await appendAudit(client, told(toToken(row)), at);
        return row.token_account;
      }),
    async touch(token, at) {
      await query(
        "update api_token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2)",
        [token, toTimestamptz(at)],
      );
    },
  };
}

const tokenCells = `t.id as token_id, t.account_id as token_account, a.login as token_login, t.name as token_name,
  t.deeds as token_deeds, t.created_at as token_created_at, t.ends_at as token_ends_at, t.last_used_at as token_used_at`;

interface TokenCells {
  token_id: string;
  token_account: string;
  token_login: string;
  token_name: string;
  token_deeds: string[];
  token_created_at: string;
  token_ends_at: string;
  token_used_at: string | null;
}

const toToken = (row: TokenCells): ApiToken => ({
  id: row.token_id,
  account: row.token_account,
  login: row.token_login,
  name: row.token_name,
  deeds: row.token_deeds,
  createdAt: toInstant(row.token_created_at),
  endsAt: toInstant(row.token_ends_at),
  lastUsedAt: row.token_used_at === null ? null : toInstant(row.token_used_at),
});
