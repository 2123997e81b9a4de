import type pg from "pg";
import type { RebuildStore } from "../../app/rebuild/check-registers.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { toInstant } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const dayBounds =
  "($1::date)::timestamp at time zone $2 and s.occurred_at < ($1::date + 1)::timestamp at time zone $2";

/** What a rebuild reads. Each query reads one day. */
export function rebuildStore(query: Query): RebuildStore {
  return {
    async days(timeZone) {
      const rows = await query<{ day: string }>(
        `select day from (
           select distinct (occurred_at at time zone $1)::date as day from scan
           union select local_date from session
         ) known order by day`,
        [timeZone],
      );
      return rows.map(({ day }) => day);
    },

    async scansOf(day, timeZone) {
      const rows = await query<{
        id: string;
        occurred_at: string;
        content_hash: Buffer;
        decision: Decision;
        identified: boolean;
        direction: "in" | "out" | null;
        person_id: string;
        class_id: string;
      }>(
        `select s.id, s.occurred_at, s.content_hash, s.decision, s.identified, s.direction, s.person_id, c.id as class_id
         from scan s
         join class c on c.standing_room_id = s.room_id
         where s.occurred_at >= ${dayBounds} and s.person_id is not null
           -- Whom a scan was held against is what the roster said when it was stored: a session's existence says so.
           and exists (
             select from session t
             where t.class_id = c.id and t.local_date = $1
               and (exists (select from mark m where m.session_id = t.id and m.person_id = s.person_id)
                 or exists (select from attempt a where a.session_id = t.id and a.person_id = s.person_id)
                 or exists (
                   select from enrolment e
                   where e.class_id = c.id and e.person_id = s.person_id and e.from_date <= $1
                     and (e.to_date is null or $1 < e.to_date)))
           )
         order by s.seq`,
        [day, timeZone],
      );
      return rows.map((row) => ({
        id: row.id,
        occurredAt: toInstant(row.occurred_at),
        contentHash: row.content_hash.toString("hex"),
        decision: row.decision,
        identified: row.identified,
        direction: row.direction,
        personId: row.person_id,
        classId: row.class_id,
      }));
    },

    async marksOf(day) {
      const rows = await query<{
        class_id: string;
        person_id: string;
        status: string;
        first_seen: string;
        scan_id: string;
      }>(
        `select t.class_id, m.person_id, m.status, m.first_seen, m.scan_id
         from session t join mark m on m.session_id = t.id where t.local_date = $1`,
        [day],
      );
      return rows.map((row) => ({
        classId: row.class_id,
        personId: row.person_id,
        status: row.status,
        firstSeen: toInstant(row.first_seen),
        scanId: row.scan_id,
      }));
    },

    async attemptsOf(day) {
      const rows = await query<{ class_id: string; person_id: string; scan_id: string; attempts: number }>(
        `select t.class_id, a.person_id, a.scan_id, a.attempts
         from session t join attempt a on a.session_id = t.id where t.local_date = $1`,
        [day],
      );
      return rows.map((row) => ({
        classId: row.class_id,
        personId: row.person_id,
        scanId: row.scan_id,
        attempts: row.attempts,
      }));
    },

    async tallyDifferences(timeZone) {
      const rows = await query<{ day: string; kind: string; kept: number; counted: number }>(
        `with counted as (
           select (occurred_at at time zone $1)::date as day, decision as kind, count(*) as n from scan group by 1, 2
           union all
           select (received_at at time zone $1)::date, 'quarantined', count(*) from quarantine group by 1
         ), kept as (
           select day, kind, sum(n)::bigint as n from tally where kind <> 'repeat' group by 1, 2
         )
         select coalesce(k.day, c.day) as day, coalesce(k.kind, c.kind) as kind,
           coalesce(k.n, 0) as kept, coalesce(c.n, 0) as counted
         from counted c full join kept k on k.day = c.day and k.kind = c.kind
         where coalesce(k.n, 0) <> coalesce(c.n, 0)
         order by 1, 2`,
        [timeZone],
      );
      return rows.map(({ day, kind, kept, counted }) => ({
        day,
        where: `tally of ${kind}`,
        stored: String(kept),
        folded: String(counted),
      }));
    },
  };
}
