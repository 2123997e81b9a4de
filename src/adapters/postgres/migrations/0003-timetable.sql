-- Rosters and timetables.

alter table person
  add column given_name text,
  add column family_name text,
  add column email text,
  -- A year, a programme, a group: whoever has the same text belongs together.
  add column cohort text,
  -- The person that this record turned out to be; everything about it is told there.
  add column merged_into uuid references person;
create index person_cohort on person (cohort) where cohort is not null;

alter table room
  add column title text,
  add column building text,
  add column capacity int check (capacity > 0);

create table term (
  id uuid primary key,
  code text not null unique,
  title text not null,
  -- Both inclusive.
  from_date date not null,
  to_date date not null,
  check (from_date <= to_date)
);

create table non_teaching_day (
  day date primary key,
  title text not null
);

create table course (
  id uuid primary key,
  code text not null unique,
  title text not null
);

alter table class
  add column course_id uuid references course,
  add column term_id uuid references term;
create index class_course on class (course_id) where course_id is not null;

create table class_staff (
  class_id uuid not null references class,
  person_id uuid not null references person,
  primary key (class_id, person_id)
);
create index class_staff_person on class_staff (person_id);

-- What people, feeds and the monitor said, in the order in which it was stored, and never changed: sessions as they were
-- planned, moved, cancelled, signed off and finalised; enrolments; leave; corrections; which readers watch a room, and
-- when they were blind; what became of proposals; who a scan turned out to be of. With the scans, all that the marks of
-- timetabled sessions are folded from.
create table fact (
  -- From the change counter, as the seq of a scan is: of two facts, scans included, the later one has the higher.
  position bigint primary key,
  id uuid not null unique,
  kind text not null check (kind in (
    'session', 'enrolment', 'absence', 'correction', 'watch', 'blindness', 'decision', 'identity'
  )),
  at timestamptz not null,
  actor text not null,
  role text not null,
  reason text,
  session_id uuid,
  person_id uuid references person,
  class_id uuid references class,
  room_id uuid references room,
  reader text,
  -- What a later fact of the same name revises: an enrolment, an absence, a watch, a blindness, a scan.
  thing uuid,
  from_at timestamptz,
  to_at timestamptz,
  body jsonb not null
);
create index fact_session on fact (session_id, position) where session_id is not null;
create index fact_enrolment_class on fact (class_id) where kind = 'enrolment';
create index fact_enrolment_person on fact (person_id) where kind = 'enrolment';
create index fact_absence_person on fact (person_id) where kind = 'absence';
create index fact_correction_person on fact (person_id) where kind = 'correction';
create index fact_watch_room on fact (room_id) where kind = 'watch';
create index fact_blindness_reader on fact (reader, to_at) where kind = 'blindness';
create index fact_identity_person on fact (person_id) where kind = 'identity';
create index fact_thing on fact (thing) where thing is not null;
create trigger fact_kept before update or delete on fact for each row execute function refuse_change();

-- A session of the timetable as its facts have it now. Standing sessions are in the table session.
create table timetabled_session (
  id uuid primary key,
  day date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- The window in which a scan is evidence, by the policy that judges the session.
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  time_zone text not null,
  title text not null,
  -- What kind of meeting: a lecture, a seminar. '' where nobody says.
  sort text not null default '',
  mode text not null check (mode in ('in_person', 'remote', 'hybrid')),
  required boolean not null,
  weight numeric not null check (weight > 0),
  state text not null check (state in ('scheduled', 'open', 'closed', 'final', 'reopened', 'cancelled')),
  signed_off_at timestamptz,
  signed_off_by text,
  finalised_at timestamptz,
  -- Where it came from: a feed or file and the meeting's key in it. null for one that a person made.
  source text,
  source_key text,
  source_sequence int,
  check (starts_at < ends_at),
  check ((source is null) = (source_key is null))
);
create index timetabled_session_start on timetabled_session (starts_at);
create index timetabled_session_order on timetabled_session (opens_at, id);
create index timetabled_session_day on timetabled_session (day);
create unique index timetabled_session_source on timetabled_session (source, source_key) where source is not null;
-- Work that is due: what has to open, close or become final.
create index timetabled_session_due on timetabled_session (state, starts_at)
  where state in ('scheduled', 'open', 'closed', 'reopened');

create table session_class (
  session_id uuid not null references timetabled_session,
  class_id uuid not null references class,
  starts_at timestamptz not null,
  primary key (session_id, class_id)
);
create index session_class_class on session_class (class_id, starts_at);

create table session_room (
  session_id uuid not null references timetabled_session,
  room_id uuid not null references room,
  starts_at timestamptz not null,
  primary key (session_id, room_id)
);
create index session_room_room on session_room (room_id, starts_at);

create table session_staff (
  session_id uuid not null references timetabled_session,
  person_id uuid not null references person,
  primary key (session_id, person_id)
);
create index session_staff_person on session_staff (person_id);

-- A mark in a timetabled session as it stands; what is not known yet has none.
create table register_mark (
  session_id uuid not null references timetabled_session,
  person_id uuid not null references person,
  -- Of the session's start, so that a student's marks of a term are read in one go.
  starts_at timestamptz not null,
  revision int not null,
  status text not null,
  arrival text,
  minutes_late int,
  minutes_present int,
  present_ms bigint,
  leave_effect text,
  because text,
  first_seen timestamptz,
  last_seen timestamptz,
  source text not null,
  flags text[],
  primary key (session_id, person_id)
);
-- With what a rate is made of, so that the figures of many are read from the index alone.
create index register_mark_person on register_mark (person_id, starts_at)
  include (session_id, status, arrival, leave_effect, present_ms);

create table register_revision (
  seq bigint primary key,
  session_id uuid not null references timetabled_session,
  person_id uuid not null references person,
  revision int not null,
  status text not null,
  source text not null check (source in ('automatic', 'manual', 'leave', 'import')),
  decided_at timestamptz not null,
  policy_version int not null references policy,
  actor text not null,
  role text not null,
  reason text,
  -- The whole mark with what explains it.
  entry jsonb not null,
  unique (session_id, person_id, revision)
);
create trigger register_revision_kept before update or delete on register_revision
  for each row execute function refuse_change();

create index scan_person_time on scan (person_id, occurred_at) where person_id is not null;

alter table policy
  add column preset text,
  add column from_at timestamptz,
  add column actor text not null default 'muster',
  add column reason text;
update policy set preset = name, from_at = created_at;
alter table policy alter column from_at set not null, alter column preset set not null;

-- Enrolments of before are facts as well.
with counted as (update change_counter set seq = seq + (select count(*) from enrolment) returning seq)
insert into fact (position, id, kind, at, actor, role, person_id, class_id, thing, body)
select counted.seq - (select count(*) from enrolment) + row_number() over (order by e.id), gen_random_uuid(), 'enrolment',
  e.from_date, 'muster', 'monitor', e.person_id, e.class_id, e.id,
  jsonb_build_object('from', e.from_date::text, 'to', e.to_date::text)
from enrolment e, counted;
