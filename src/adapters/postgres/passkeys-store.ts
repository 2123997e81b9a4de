import type { Passkey, PasskeysReading, PasskeysWriting } from "../../app/accounts/passkey.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

export function passkeysReading(query: PooledQuery): PasskeysReading {
  return {
    async passkeysOf(account) {
      const rows = await query<PasskeyCells>(
        `select ${passkeyCells} from passkey where account_id = $1 order by created_at, id`,
        [account],
      );
      return rows.map(toPasskey);
    },
    async passkey(credential) {
      const [row] = await query<PasskeyCells>(
        `select ${passkeyCells} from passkey where credential_id = $1`,
        [Buffer.from(credential, "base64url")],
      );
      return row ? toPasskey(row) : null;
    },
  };
}

export function passkeysWriting(run: PooledQuery): PasskeysWriting {
  return {
    async addPasskey({ id, account, credential, publicKey, counter, transports, host, name, createdAt }) {
      const added = await run(
        `insert into passkey (id, account_id, credential_id, public_key, counter, transports, host, name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (credential_id) do nothing returning id`,
        [
          id,
          account,
          Buffer.from(credential, "base64url"),
          Buffer.from(publicKey),
          counter,
          [...transports],
          host,
          name,
          toTimestamptz(createdAt),
        ],
      );
      return added.length === 1;
    },
    async renamePasskey(id, name) {
      await run("update passkey set name = $2 where id = $1", [id, name]);
    },
    async countPasskey(id, counter, at) {
      await run("update passkey set counter = $2, last_used_at = $3 where id = $1", [
        id,
        counter,
        toTimestamptz(at),
      ]);
    },
    async refcountPasskey(id, at) {
      await run("update passkey set refused_at = $2 where id = $1", [id, toTimestamptz(at)]);
    },
    async removePasskey(id) {
      await run("delete from passkey where id = $1", [id]);
    },
    async removePasskeysOf(account) {
      return (await run("delete from passkey where account_id = $1 returning id", [account])).length;
    },
  };
}

const passkeyCells = `id, account_id as account, credential_id, public_key, counter, transports, host, name, created_at,
  last_used_at, refused_at`;

interface PasskeyCells {
  id: string;
  account: string;
  credential_id: Buffer;
  public_key: Buffer;
  counter: number;
  transports: string[];
  host: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
  refused_at: string | null;
}

const toPasskey = (row: PasskeyCells): Passkey => ({
  id: row.id,
  account: row.account,
  credential: row.credential_id.toString("base64url"),
  publicKey: row.public_key,
  counter: row.counter,
  transports: row.transports,
  host: row.host,
  name: row.name,
  createdAt: toInstant(row.created_at),
  lastUsedAt: row.last_used_at === null ? null : toInstant(row.last_used_at),
  refusedAt: row.refused_at === null ? null : toInstant(row.refused_at),
});
