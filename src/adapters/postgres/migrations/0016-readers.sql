-- What is known of readers is stored as it is told; what follows from it for rooms and sessions is worked out of all of it.

-- The number of a scan in its device's run, which until now stood in the payload alone; some payloads were erased.
alter table scan add column boot_id text, add column boot_seq bigint;
update scan set boot_id = told.body->>'boot_id', boot_seq = (told.body->>'seq')::bigint
from (
  select id, case when convert_from(raw, 'UTF8') ~ '^\s*[{]' then convert_from(raw, 'UTF8')::jsonb end as body
  from scan where source = 'native'
) told
where told.id = scan.id and told.body ? 'boot_id' and told.body ? 'seq';
create index scan_reader on scan (sender, occurred_at) where source = 'native';
create index scan_untimed on scan (sender, boot_id, boot_seq) where clock_suspect and boot_id is not null;

-- From this instant on a reader's scans name this room, until its next row.
create table reader_move (
  reader text not null,
  from_at timestamptz not null,
  room_id uuid not null references room,
  primary key (reader, from_at)
);
create index reader_move_room on reader_move (room_id);
insert into reader_move (reader, from_at, room_id)
select sender, occurred_at, room_id
from (
  select sender, occurred_at, room_id,
    lag(room_id) over by_time as before, lead(occurred_at) over by_time as next_at
  from scan where source = 'native' and room_id is not null
  window by_time as (partition by sender order by occurred_at, room_id)
) seen
where room_id is distinct from before and occurred_at is distinct from next_at;
drop table reader_watch;

-- The numbers that a run told in heartbeats that followed on each other in time: the first and the last of each.
create table device_told (
  device text not null,
  boot_id text not null,
  from_at timestamptz not null,
  from_seq bigint not null,
  to_at timestamptz not null,
  to_seq bigint not null,
  primary key (device, boot_id, from_at),
  check (from_at <= to_at)
);
create index device_told_time on device_told (device, to_at);
insert into device_told (device, boot_id, from_at, from_seq, to_at, to_seq)
select device, boot_id, told_at, told_seq, told_at, told_seq from device_run where told_at is not null;
drop table device_run;
drop table device_covered;

-- The writer of scans knows by heart where readers are and when they were last alive.
drop trigger device_alive_added on device_alive;
drop trigger device_alive_changed on device_alive;
drop trigger device_alive_removed on device_alive;
drop trigger device_alive_emptied on device_alive;
do $$
declare
  told record;
begin
  for told in select * from (values ('reader_move', 'reader'), ('device_alive', 'device')) as tables (name, key)
  loop
    execute format(
      'create trigger %1$s_added after insert on %1$I referencing new table as changed for each statement
         execute function tell_news(''rosters'', ''reader'', %2$L)', told.name, told.key);
    execute format(
      'create trigger %1$s_changed after update on %1$I referencing new table as changed for each statement
         execute function tell_news(''rosters'', ''reader'', %2$L)', told.name, told.key);
    execute format(
      'create trigger %1$s_removed after delete on %1$I referencing old table as changed for each statement
         execute function tell_news(''rosters'', ''reader'', %2$L)', told.name, told.key);
    execute format(
      'create trigger %1$s_emptied after truncate on %1$I for each statement
         execute function tell_news(''rosters'', ''reader'', %2$L)', told.name, told.key);
  end loop;
end $$;
