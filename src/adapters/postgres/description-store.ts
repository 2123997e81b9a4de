import type pg from "pg";
import type { DescriptionStore, StoredDescription } from "../../app/devices/description-store.ts";
import { pooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Senders that an operator described, over a pool. */
export function descriptionStore(pool: pg.Pool): DescriptionStore {
  const query = pooledQuery(pool);
  return {
    async descriptions() {
      const rows = await query<
        Pick<StoredDescription, "name" | "source"> & { switched_on: boolean; at: string; actor: string }
      >("select name, source, switched_on, at, actor from description order by name", []);
      return rows.map(({ switched_on: on, at, actor: by, ...row }) => ({
        ...row,
        on,
        at: toInstant(at),
        by,
      }));
    },

    async putDescription({ name, source, on, at, by }) {
      await query(
        `insert into description (name, source, switched_on, at, actor) values ($1, $2, $3, $4, $5)
         on conflict (name) do update set source = excluded.source, switched_on = excluded.switched_on,
           at = excluded.at, actor = excluded.actor`,
        [name, JSON.stringify(source), on, toTimestamptz(at), by],
      );
    },
  };
}
