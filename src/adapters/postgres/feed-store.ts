import type pg from "pg";
import type { Feed, FeedStore } from "../../app/imports/calendar/feed-store.ts";
import { calendarRule } from "../../contract/http/imports.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

interface FeedRow {
  id: string;
  name: string;
  url: string;
  every_minutes: number;
  rule: unknown;
  active: boolean;
  last_polled_at: string | null;
  last_outcome: string | null;
  etag: string | null;
  last_modified: string | null;
  content_hash: string | null;
  reading: string | null;
  waiting: string | null;
}

const columns = `id, name, url, every_minutes, rule, active, last_polled_at, last_outcome, etag, last_modified,
  content_hash, reading, waiting`;

/** Feeds, over a pool. */
export function feedStore(query: Query): FeedStore {
  return {
    async add({ id, name, url, everyMinutes, rule }, { at, actor }) {
      const rows = await query<{ id: string }>(
        `insert into feed (id, name, url, every_minutes, rule, created_at, created_by)
         values ($1, $2, $3, $4, $5::jsonb, $6, $7)
         on conflict (name) where active do nothing
         returning id`,
        [id, name, url, everyMinutes, JSON.stringify(rule), toTimestamptz(at), actor],
      );
      return rows.length === 1;
    },
    async list() {
      const rows = await query<FeedRow>(`select ${columns} from feed order by active desc, name, id`, []);
      return rows.map(toFeed);
    },
    async find(id) {
      const [row] = await query<FeedRow>(`select ${columns} from feed where id = $1`, [id]);
      return row ? toFeed(row) : null;
    },
    async due(now, limit) {
      const rows = await query<FeedRow>(
        `select ${columns} from feed
         where active
           and (last_polled_at is null or last_polled_at + every_minutes * interval '1 minute' <= $1::timestamptz)
         order by last_polled_at nulls first, id
         limit $2`,
        [toTimestamptz(now), limit],
      );
      return rows.map(toFeed);
    },
    async recordPoll(id, { at, outcome, seen, waiting }) {
      await query(
        `update feed set
           last_polled_at = $2, last_outcome = $3,
           etag = case when $4 then $5 else etag end,
           last_modified = case when $4 then $6 else last_modified end,
           content_hash = case when $4 then $7 else content_hash end,
           reading = case when $4 then $8 else reading end,
           waiting = case when $9 then $10::uuid else waiting end
         where id = $1`,
        [
          id,
          toTimestamptz(at),
          outcome,
          seen !== undefined,
          seen?.etag ?? null,
          seen?.lastModified ?? null,
          seen?.contentHash ?? null,
          seen?.reading ?? null,
          waiting !== undefined,
          waiting ?? null,
        ],
      );
    },
    async deactivate(id) {
      const rows = await query<{ id: string }>(
        "update feed set active = false where id = $1 and active returning id",
        [id],
      );
      return rows.length === 1;
    },
  };
}

function toFeed(row: FeedRow): Feed {
  const { content_hash: contentHash, reading } = row;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    everyMinutes: row.every_minutes,
    rule: calendarRule.parse(row.rule),
    active: row.active,
    lastPolledAt: row.last_polled_at === null ? null : toInstant(row.last_polled_at),
    lastOutcome: row.last_outcome,
    seen:
      contentHash === null || reading === null
        ? null
        : { etag: row.etag, lastModified: row.last_modified, contentHash, reading },
    waiting: row.waiting,
  };
}
