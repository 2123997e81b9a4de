-- One installation. Its id is part of its MQTT client id, so that two are never taken for one.
create table instance (
  single boolean primary key default true check (single),
  id uuid not null,
  created_at timestamptz not null
);

-- The one row that every writing transaction locks. Numbers taken here grow in commit order, which those of a
-- sequence do not: a reader that has seen n has seen all there will ever be up to n.
create table change_counter (
  single boolean primary key default true check (single),
  seq bigint not null
);
insert into change_counter (seq) values (0);

create table policy (
  version int primary key,
  name text not null,
  numbers jsonb not null,
  created_at timestamptz not null default now()
);

create table person (
  id uuid primary key,
  kind text not null check (kind in ('student', 'staff')),
  demo boolean not null default false
);

create table identifier (
  scheme text not null,
  value text not null,
  person_id uuid not null references person,
  valid_from timestamptz not null default '-infinity',
  valid_to timestamptz,
  primary key (scheme, value, valid_from)
);
create unique index identifier_current on identifier (scheme, value) where valid_to is null;
create index identifier_person on identifier (person_id);

create table room (
  id uuid primary key,
  code text not null unique
);

-- Every name that a device may call a room by: its code and its aliases.
create table room_name (
  name text primary key,
  room_id uuid not null references room
);

create table class (
  id uuid primary key,
  code text not null unique,
  title text not null,
  -- A class with a room and no timetable stands: it has one session per local day.
  standing_room_id uuid references room,
  demo boolean not null default false
);
create index class_standing_room on class (standing_room_id);

create table enrolment (
  id uuid primary key,
  class_id uuid not null references class,
  person_id uuid not null references person,
  from_date date not null,
  to_date date,
  check (to_date >= from_date)
);
create index enrolment_person on enrolment (person_id, class_id);
create index enrolment_class on enrolment (class_id, person_id);

create table session (
  id uuid primary key,
  class_id uuid not null references class,
  room_id uuid not null references room,
  local_date date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  check (starts_at < ends_at)
);
create unique index session_standing on session (class_id, local_date);
create index session_day on session (local_date);

create table scan (
  id uuid primary key,
  seq bigint not null,
  source text not null,
  sender text not null,
  external_id text,
  content_hash bytea not null,
  topic text not null,
  qos smallint not null,
  raw bytea not null,
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  time_basis text not null,
  clock_suspect boolean not null,
  device_text text not null,
  subject_scheme text,
  subject_value text,
  person_id uuid references person,
  identified boolean not null,
  location text,
  room_id uuid references room,
  decision text not null,
  reason text,
  method text,
  confidence real,
  liveness text,
  model text,
  direction text,
  live boolean not null,
  repeats int not null default 0
);
create unique index scan_seq on scan (seq);
-- The same scan twice is one scan: a sender's own id.
create unique index scan_external_id on scan (sender, external_id) where external_id is not null;
-- The same scan twice is one scan: identical bytes within ten minutes, from a sender without ids.
create index scan_content on scan (sender, content_hash, received_at) where external_id is null and qos > 0;
create index scan_person on scan (person_id, seq) where person_id is not null;
create index scan_sender on scan (sender, seq);
create index scan_location on scan (location, seq);
create index scan_refused on scan (decision, seq) where decision in ('denied', 'unknown');
create index scan_occurred on scan (occurred_at);

-- A mark as it stands; how it came about is in mark_revision.
create table mark (
  session_id uuid not null references session,
  person_id uuid not null references person,
  revision int not null,
  status text not null,
  first_seen timestamptz not null,
  scan_id uuid not null references scan,
  primary key (session_id, person_id)
);

create table mark_revision (
  seq bigint primary key,
  session_id uuid not null,
  person_id uuid not null,
  revision int not null,
  status text not null,
  first_seen timestamptz not null,
  scan_id uuid not null references scan,
  source text not null check (source in ('automatic', 'manual', 'leave', 'import')),
  policy_version int not null references policy,
  decided_at timestamptz not null,
  unique (session_id, person_id, revision)
);

-- The last time that a student was turned away, or a name claimed, in a session: what a page says of somebody
-- without a mark. Kept so that a page never searches the scans.
create table attempt (
  session_id uuid not null references session,
  person_id uuid not null references person,
  scan_id uuid not null references scan,
  attempts int not null,
  primary key (session_id, person_id)
);

create table quarantine (
  id uuid primary key,
  seq bigint not null unique,
  received_at timestamptz not null,
  topic text not null,
  sender text,
  qos smallint not null,
  retained boolean not null,
  code text not null,
  detail text not null,
  payload bytea not null,
  payload_bytes int not null,
  payload_sha256 bytea not null,
  replayed_at timestamptz,
  replay_outcome text
);
create index quarantine_code on quarantine (code, seq);
create index quarantine_received on quarantine (received_at);

-- Counts per local day and hour, kept with the scans in one transaction, so that a summary reads its answer.
create table tally (
  day date not null,
  hour smallint not null,
  location text not null,
  kind text not null check (kind in ('granted', 'late', 'denied', 'unknown', 'repeat', 'quarantined')),
  n bigint not null,
  primary key (day, location, kind, hour)
);

-- The decisions of a local day by quarter of an hour, place, sender and reason: what insights are made of.
create table decision_tally (
  day date not null,
  -- Quarter hours of the local day, 0 to 95; an hour that repeats is counted twice over.
  slot smallint not null,
  location text not null,
  sender text not null,
  decision text not null,
  -- Cut to 120 characters; '' for none.
  reason text not null,
  n bigint not null,
  primary key (day, location, sender, decision, reason, slot)
);

create table sender (
  name text primary key,
  source text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  scans bigint not null,
  state text check (state in ('online', 'offline')),
  state_at timestamptz,
  heartbeat_at timestamptz,
  outbox int,
  clock text
);

-- Sequence numbers within a boot of a device: last - first + 1 - scans of them have not arrived.
create table sender_boot (
  sender text not null,
  boot_id text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  scans bigint not null,
  primary key (sender, boot_id)
);

-- How far each reader of the changes has got, for those that must not miss one across a restart.
create table feed_cursor (
  reader text primary key,
  seq bigint not null
);
