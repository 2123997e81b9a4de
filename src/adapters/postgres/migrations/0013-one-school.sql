-- Standing sessions are sessions: their rows, marks, revisions and attempts move to where those of a timetable are.
-- The institution's zone is asked of the settings once, as muster.time_zone, and kept from now on.

create table institution (
  single boolean primary key default true check (single),
  -- An IANA name: days begin and end there.
  time_zone text not null
);
insert into institution (time_zone) values (current_setting('muster.time_zone'));

-- Where a class stands, and when: on each of these days it has a session of the whole day.
create table standing_room (
  id uuid primary key,
  class_id uuid not null references class,
  room_id uuid not null references room,
  from_date date not null,
  to_date date,
  check (to_date >= from_date)
);
create index standing_room_class on standing_room (class_id);
create index standing_room_days on standing_room (from_date);

alter table fact drop constraint fact_kind_check;
alter table fact add constraint fact_kind_check check (kind in (
  'session', 'enrolment', 'absence', 'correction', 'watch', 'blindness', 'decision', 'identity', 'standing_room'
));

alter table session
  add column kind text not null default 'timetabled' check (kind in ('timetabled', 'standing'));
alter table session alter column kind drop default;
create index session_standing_day on session (day) where kind = 'standing';

alter table mark
  -- The scan that the status rests on; first_seen may be of an earlier one.
  add column scan_id uuid,
  -- The mark as it is now, where it rests on more than its revision tells; null where that says it all.
  add column entry jsonb;
update mark m set scan_id = (r.entry->'mark'->>'scan')::uuid
from mark_revision r
where r.session_id = m.session_id and r.person_id = m.person_id and r.revision = m.revision
  and r.entry->'mark'->>'scan' is not null;

-- A class with a room stood since its first day that anybody knows of; nobody is in one that was ended.
create temporary table stood on commit drop as
select gen_random_uuid() as id, c.id as class_id, c.standing_room_id as room_id, least(known.first_day, known.today) as from_date,
  case when c.demo and known.enrolled = 0 then greatest(known.last_day, least(known.first_day, known.today)) end as to_date
from class c
cross join lateral (
  select (now() at time zone (select time_zone from institution))::date as today,
    (select min(s.local_date) from standing_session s where s.class_id = c.id) as first_day,
    (select count(*) from enrolment e where e.class_id = c.id and e.to_date is null) as enrolled,
    (select max(e.to_date) from enrolment e where e.class_id = c.id) as last_day
) known
where c.standing_room_id is not null;
insert into standing_room (id, class_id, room_id, from_date, to_date) select * from stood;

insert into session (id, kind, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, sort, mode, required, weight,
  state, settled_close, source, source_key)
select s.id, 'standing', s.local_date, s.starts_at, s.ends_at, s.starts_at, s.ends_at, i.time_zone, c.title, '', 'in_person',
  true, 1, case when s.ends_at <= now() then 'closed' else 'open' end, case when s.ends_at <= now() then s.ends_at end,
  'standing', c.id || ' ' || s.local_date
from standing_session s join class c on c.id = s.class_id cross join institution i;
insert into session_class (session_id, class_id, starts_at) select id, class_id, starts_at from standing_session;
insert into session_room (session_id, room_id, starts_at) select id, room_id, starts_at from standing_session;

-- What brought them about is a fact from now on, as it is of every session.
with told as (
  select s.id as session_id, null::uuid as class_id, null::uuid as room_id, null::uuid as thing, 'session' as kind,
    s.starts_at as at, jsonb_build_object('kind', 'planned', 'plan', jsonb_build_object(
      'id', s.id, 'kind', 'standing', 'start', to_json(s.starts_at at time zone 'UTC')#>>'{}' || 'Z',
      'end', to_json(s.ends_at at time zone 'UTC')#>>'{}' || 'Z', 'timeZone', s.time_zone, 'day', s.day,
      'rooms', (select jsonb_agg(r.room_id) from session_room r where r.session_id = s.id),
      'classes', (select jsonb_agg(c.class_id) from session_class c where c.session_id = s.id),
      'required', true, 'weight', 1, 'title', s.title, 'sort', '', 'mode', 'in_person', 'staff', '[]'::jsonb,
      'source', jsonb_build_object('name', s.source, 'key', s.source_key, 'sequence', null)
    )) as body
  from session s where s.kind = 'standing'
  union all
  select null, t.class_id, t.room_id, t.id, 'standing_room', now(),
    jsonb_build_object('from', t.from_date, 'to', t.to_date)
  from stood t
), counted as (
  update change_counter set seq = seq + (select count(*) from told) returning seq
)
insert into fact (seq, id, kind, at, actor, role, session_id, class_id, room_id, thing, body)
select counted.seq - (select count(*) from told) + row_number() over (order by told.at, told.session_id, told.thing),
  gen_random_uuid(), told.kind, told.at, 'muster', 'monitor', told.session_id, told.class_id, told.room_id, told.thing,
  told.body
from told, counted;

-- Revisions keep their numbers, and say what was concluded then: the time of the scan that the status rests on was called
-- first seen. Marks are judged once more when the tables are up to date; what comes out otherwise is the next revision.
insert into mark_revision (seq, session_id, person_id, revision, status, source, decided_at, policy_version, actor, role, entry)
select r.seq, r.session_id, r.person_id, r.revision, r.status, r.source, r.decided_at, r.policy_version, 'muster', 'monitor',
  jsonb_build_object(
    'source', r.source,
    'mark', case when r.status = 'expected' then jsonb_build_object('status', 'expected')
      else jsonb_build_object('status', r.status, 'firstSeen', seen.at, 'scan', r.scan_id)
        || case when r.status = 'late' then '{"minutesLate": null}'::jsonb else '{}' end end,
    'why', jsonb_build_object(
      'rule', case when r.status = 'expected' then 'not_yet_due' else 'standing_device_word' end,
      'policyVersion', r.policy_version,
      'scans', case when r.status = 'expected' then '[]'::jsonb else jsonb_build_array(r.scan_id) end,
      'otherSession', null, 'judgedFrom', null
    ),
    'flags', '[]'::jsonb, 'lastSeen', case when r.status <> 'expected' then seen.at end, 'presentMs', null, 'leave', null
  )
from standing_revision r
cross join lateral (select to_json(r.first_seen at time zone 'UTC')#>>'{}' || 'Z' as at) seen;
insert into mark (session_id, person_id, starts_at, revision, status, first_seen, last_seen, source, scan_id)
select m.session_id, m.person_id, s.starts_at, m.revision, m.status, m.first_seen, m.first_seen, 'automatic', m.scan_id
from standing_mark m join session s on s.id = m.session_id;

alter table attempt drop constraint attempt_session_id_fkey;
alter table attempt add constraint attempt_session_id_fkey foreign key (session_id) references session;

drop table standing_mark, standing_revision, standing_session;
alter table class drop column standing_room_id;

drop table stood;
