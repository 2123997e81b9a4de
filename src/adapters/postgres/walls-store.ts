import type pg from "pg";
import type { WallLink, WallsStore } from "../../app/walls/walls-store.ts";
import { appendAudit } from "./audit-store.ts";
import { inTransaction } from "./in-transaction.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Links of screens on walls, over a pool. */
export function wallsStore(query: PooledQuery, pool: pg.Pool): WallsStore {
  return {
    async list() {
      const rows = await query<WallRow>(
        `select ${columns} from wall where ended_at is null order by created_at desc, id`,
        [],
      );
      return rows.map(toLink);
    },
    async find(hash) {
      const [row] = await query<{ id: string }>(
        "select id from wall where token_sha256 = $1 and ended_at is null",
        [Buffer.from(hash)],
      );
      return row?.id ?? null;
    },
    add: ({ id, hash, name, createdAt, createdBy }, told) =>
      inTransaction(pool, "begin", async (client) => {
        await client.query(
          "insert into wall (id, token_sha256, name, created_at, created_by) values ($1, $2, $3, $4, $5)",
          [id, Buffer.from(hash), name, toTimestamptz(createdAt), createdBy],
        );
        await appendAudit(client, told, createdAt);
      }),
    end: (id, { at, by }, told) =>
      inTransaction(pool, "begin", async (client) => {
        const { rows } = await client.query<WallRow>(
          `update wall set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null returning ${columns}`,
          [id, toTimestamptz(at), by],
        );
        const [row] = rows;
        if (!row) return false;
        await appendAudit(client, told(toLink(row)), at);
        return true;
      }),
    async shown(id, at) {
      await query("update wall set last_shown_at = $2 where id = $1", [id, toTimestamptz(at)]);
    },
  };
}

const columns = "id, name, created_at, created_by, last_shown_at";

interface WallRow {
  id: string;
  name: string;
  created_at: string;
  created_by: string;
  last_shown_at: string | null;
}

const toLink = (row: WallRow): WallLink => ({
  id: row.id,
  name: row.name,
  createdAt: toInstant(row.created_at),
  createdBy: row.created_by,
  lastShownAt: row.last_shown_at === null ? null : toInstant(row.last_shown_at),
});
