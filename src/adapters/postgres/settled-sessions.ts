import type pg from "pg";
import type { SettledSessions } from "../../app/figures/settled-sessions.ts";
import { pooledQuery } from "./pooled-query.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Which sessions time still changes, over a pool. Each answer is of one moment, since each is one statement. */
export function settledSessions(pool: pg.Pool): SettledSessions {
  const query = pooledQuery(pool);
  return {
    async openIn(span, day) {
      const [row] = await query<{ open: string[]; seq: number }>(
        `select (select seq from change_counter) as seq, array(
           select id from session
           where starts_at >= $1 and starts_at < $2 and starts_at < $4
             and (closes_at >= $3 or state in ('scheduled', 'open'))
         ) as open`,
        [span.start, span.end, day.start, day.end].map(toTimestamptz),
      );
      if (row === undefined) throw new Error("the store has no change counter");
      return row;
    },

    async changedSince(seq, open, day, most) {
      const [row] = await query<{ up_to: number; anew: boolean; opened: string[]; students: string[] }>(
        `with touched as materialized (
           select session_id as id from fact where seq > $1 and kind = 'session'
             and body->>'kind' in ('planned', 'cancelled', 'restored')
           union select key::uuid from news where seq > $1 and thing in ('session', 'mark') and key is not null
         ), settled as materialized (
           select id from touched where id <> all($2::uuid[])
         )
         select (select seq from change_counter) as up_to,
           exists (
             select from news where seq > $1
               and (thing = 'enrolment' or key is null and thing in ('session', 'mark'))
           ) as anew,
           array(
             select s.id from settled t join session s on s.id = t.id
             where s.state in ('scheduled', 'open') and s.starts_at < $3
           ) as opened,
           array(
             select person_id from mark_revision where seq > $1 and session_id <> all($2::uuid[])
             union select person_id from fact where seq > $1 and person_id is not null
             union select e.person_id from settled t
               join session_class c on c.session_id = t.id
               join enrolment e on e.class_id = c.class_id
             union select m.person_id from settled t join mark m on m.session_id = t.id
             limit $4
           ) as students`,
        [seq, open, toTimestamptz(day.end), most + 1],
      );
      if (row === undefined) throw new Error("the store has no change counter");
      if (row.anew || row.students.length > most) return null;
      return { upTo: row.up_to, opened: row.opened, students: row.students };
    },
  };
}
