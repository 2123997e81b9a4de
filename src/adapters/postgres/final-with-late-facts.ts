import type { PlainRun } from "./plain-run.ts";

/**
 * Those of the sessions that were made final and about which a fact came later that nobody has decided on. A scan or
 * leave counts from the first opening to the last close of the session and of those that its students had at the same
 * time, since these may clash with it. Whether such a fact changes any mark only folding tells; that it finds none
 * without one is what makes reading a final register cheap.
 */
export async function finalWithLateFacts(run: PlainRun, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await run<{ id: string }>(
    `with asked as (
       select s.id, s.day, s.opens_at, s.closes_at, s.starts_at, s.ends_at, finality.seq
       from session s
       cross join lateral (
         select max(f.seq) as seq from fact f
         where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' = 'finalised'
       ) finality
       where s.id = any($1::uuid[]) and s.finalised_at is not null and finality.seq is not null
     ), final as (
       select a.*, least(a.opens_at, clash.opens_at) as from_at, greatest(a.closes_at, clash.closes_at) as to_at
       from asked a
       cross join lateral (
         select min(o.opens_at) as opens_at, max(o.closes_at) as closes_at
         from mark m
         join mark n on n.person_id = m.person_id
           and n.starts_at between a.starts_at - interval '1 day' and a.ends_at
         join session o on o.id = n.session_id and o.starts_at < a.ends_at and o.ends_at > a.starts_at
         where m.session_id = a.id
       ) clash
     )
     select a.id from final a
     where exists (
       select from (
         select f.id from fact f
         where f.session_id = a.id and f.kind = 'session' and f.seq > a.seq
           and f.body->>'kind' in ('planned', 'cancelled', 'restored', 'judged_by')
         union all
         select f.id from mark m
         join fact f on f.kind = 'absence' and f.person_id = m.person_id and f.seq > a.seq
           and f.from_at <= a.to_at and f.to_at >= a.from_at
         where m.session_id = a.id
         union all
         select scan.id from mark m
         join scan on scan.person_id = m.person_id and scan.seq > a.seq
           and scan.occurred_at >= a.from_at and scan.occurred_at <= a.to_at
         where m.session_id = a.id
         union all
         select f.id from mark m
         join scan on scan.person_id = m.person_id and scan.placed
           and scan.occurred_at >= a.from_at and scan.occurred_at <= a.to_at
         join fact f on f.thing = scan.id and f.kind = 'placed' and f.seq > a.seq
         where m.session_id = a.id
         union all
         select f.id from mark m
         join fact i on i.kind = 'identity' and i.person_id = m.person_id
         join scan on scan.id = i.thing and scan.placed
           and scan.occurred_at >= a.from_at and scan.occurred_at <= a.to_at
         join fact f on f.thing = scan.id and f.kind = 'placed' and f.seq > a.seq
         where m.session_id = a.id
         union all
         select f.id from fact f
         join scan on scan.id = f.thing and scan.occurred_at >= a.from_at and scan.occurred_at <= a.to_at
         where f.kind = 'identity' and f.seq > a.seq
         union all
         select f.id from session_class c
         join fact f on f.kind = 'enrolment' and f.class_id = c.class_id and f.seq > a.seq
         left join enrolment e on e.id = f.thing
         left join mark m on m.session_id = a.id and m.person_id = f.person_id
         where c.session_id = a.id
           and (coalesce(e.from_date <= a.day and (e.to_date is null or a.day < e.to_date), false))
             is distinct from (m.status is not null and m.because is distinct from 'not_enrolled')
         union all
         select f.id from session_room r
         join fact f on f.kind = 'watch' and f.room_id = r.room_id and f.seq > a.seq
           and f.from_at <= a.to_at and (f.to_at is null or f.to_at >= a.from_at)
         where r.session_id = a.id
         union all
         select f.id from session_room r
         join fact w on w.kind = 'watch' and w.room_id = r.room_id
         join fact f on f.kind = 'blindness' and f.reader = w.reader and f.seq > a.seq
           and f.from_at <= a.to_at and (f.to_at is null or f.to_at >= a.from_at)
         where r.session_id = a.id
       ) late
       where not exists (
         select from fact d
         where d.session_id = a.id and d.kind = 'decision' and d.body->>'about' = late.id::text
       )
     )`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
