import type { Temporal } from "temporal-polyfill";
import { attendedStatuses } from "../../domain/attendance/mark.ts";
import type { Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import { personIsOfSchool, seatIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import type { PlainRun } from "./plain-run.ts";
import type { PooledQuery } from "./pooled-query.ts";

/** What `nobodySeenYet` goes by, as of an instant. It looks at the sessions of the last day that had any, not at all of them. */
export async function readSeen(query: PooledQuery | PlainRun, now: Temporal.Instant): Promise<Seen> {
  const [row] = await query<{ ever: boolean; last_day: string | null }>(
    `select
       exists (select from mark m where (m.source in ('manual', 'import') or m.first_seen is not null)
           and ${seatIsOfSchool("m.session_id", "m.person_id")} and ${sessionIsOfSchool("m.session_id")})
         or exists (select from scan where person_id is not null and identified and decision in ('granted', 'late')
           and ${personIsOfSchool("person_id")})
         as ever,
       (select s.day::text from session s
        where s.day <= ($1::timestamptz at time zone 'UTC')::date + 1 and s.opens_at <= $1::timestamptz
          and s.state <> 'cancelled' and ${sessionIsOfSchool("s.id")}
          and (s.closes_at <= $1::timestamptz
            or exists (select from mark m where m.session_id = s.id and m.status = any($2::text[])))
        order by s.day desc limit 1) as last_day`,
    [now.toString(), [...attendedStatuses]],
  );
  return row ? { ever: row.ever, lastDay: row.last_day } : { ever: false, lastDay: null };
}
