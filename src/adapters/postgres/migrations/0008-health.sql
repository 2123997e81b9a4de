-- The health of readers, and what the monitor has to do.

-- Times in which a device gave signs of life, from the first to the last; a longer silence than it is given up after
-- begins another.
create table device_alive (
  device text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  left_at timestamptz,
  left_by text check (left_by in ('itself', 'will')),
  primary key (device, from_at),
  check (from_at <= to_at),
  check ((left_at is null) = (left_by is null))
);

-- When a device last said that nothing waits on it.
create table device_outbox (
  device text primary key,
  empty_at timestamptz not null
);

-- Uninterrupted runs of devices: the last heartbeat that named one, and what was stored of it at the last proof that
-- everything but the missing scans had been delivered.
create table device_run (
  device text not null,
  boot_id text not null,
  told_at timestamptz,
  told_seq bigint,
  proved_seq bigint,
  proved_missing bigint,
  primary key (device, boot_id),
  check ((told_at is null) = (told_seq is null)),
  check ((proved_seq is null) = (proved_missing is null))
);

-- Times of a run of which everything that was recorded has been stored, but for scans lost before.
create table device_covered (
  id uuid primary key,
  device text not null,
  boot_id text not null,
  missing bigint not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  check (from_at <= to_at)
);
create index device_covered_run on device_covered (device, boot_id);
create index device_covered_time on device_covered (device, to_at);

-- The room that each reader watches now, as the facts of kind watch tell it.
create table reader_watch (
  reader text primary key,
  watch uuid not null,
  room_id uuid not null references room,
  from_at timestamptz not null,
  health boolean not null
);
create index reader_watch_room on reader_watch (room_id);
create index fact_watch_reader on fact (reader) where kind = 'watch';

-- Devices of which something has been learnt about the time from from_at on, and when to see what follows from it.
create table health_due (
  device text primary key,
  from_at timestamptz not null,
  due_at timestamptz not null
);

-- The close for which the blindness of a session's readers was settled; another one, or none, means that it is due.
alter table timetabled_session add column settled_close timestamptz;
create index timetabled_session_opening on timetabled_session (opens_at) where state = 'scheduled';
create index timetabled_session_closing on timetabled_session (closes_at) where state in ('scheduled', 'open');
create index timetabled_session_unsettled on timetabled_session (closes_at)
  where state in ('closed', 'reopened') and settled_close is distinct from closes_at;
create index timetabled_session_signed on timetabled_session (closes_at)
  where state in ('closed', 'reopened') and signed_off_at is not null;
create index register_mark_review on register_mark (session_id) where status = 'needs_review';
