import type { Temporal } from "temporal-polyfill";
import type { PlainRun } from "./plain-run.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Whether a reader saw somebody, by a scan, and knew who it was. */
export const isSight = (scan: string): string =>
  `${scan}.identified and ${scan}.decision in ('granted', 'late') and ${scan}.withdrawn_at is null`;

/** As `FiguresStore.lastSights`. */
export async function readLastSights(
  query: PooledQuery | PlainRun,
  persons: readonly string[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, Temporal.Instant>> {
  // One step into the scans of each by time: whose a scan is by its sender, unless a later word says otherwise.
  const rows = await query<{ person_id: string; seen_at: string }>(
    `select known.person as person_id, max(sight.occurred_at) as seen_at
     from (
       select id as person, id as record from unnest($1::uuid[]) as asked (id)
       union all select o.merged_into, o.id from person o where o.merged_into = any($1::uuid[])
     ) known
     cross join lateral (
       (select s.occurred_at from scan s
        where s.person_id = known.record and s.occurred_at <= $2 and ${isSight("s")}
          and not exists (select from fact f where f.kind = 'identity' and f.thing = s.id)
        order by s.occurred_at desc limit 1)
       union all
       (select max(s.occurred_at) from fact f join scan s on s.id = f.thing
        where f.kind = 'identity' and f.person_id = known.record and s.occurred_at <= $2 and ${isSight("s")}
          and not exists (
            select from fact l where l.kind = 'identity' and l.thing = f.thing and l.seq > f.seq))
     ) sight
     group by 1 having max(sight.occurred_at) is not null`,
    [[...persons], toTimestamptz(now)],
  );
  return new Map(rows.map(({ person_id, seen_at }) => [person_id, toInstant(seen_at)]));
}
