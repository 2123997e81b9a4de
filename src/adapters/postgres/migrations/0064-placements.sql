-- What a person said of where a reader hung: from an instant on, what it sends as from one location is of another room.
create table placement (
  id uuid primary key,
  sender text not null,
  -- As its messages write it; empty for those that name nothing.
  location text not null,
  room_id uuid not null references room,
  from_at timestamptz not null,
  reason text not null,
  actor text not null,
  role text not null,
  at timestamptz not null,
  -- How many stored scans were of another room by it when it was said.
  scans integer not null default 0,
  -- Set once it is taken back.
  undone_at timestamptz,
  undone_by text,
  undone_reason text
);
-- One word about each instant: which of two came first would say nothing of where it hung.
create unique index placement_from on placement (sender, location, from_at) where undone_at is null;
create index placement_sender on placement (sender, at);

alter table scan
  -- Whether anybody said where it was. Then `room_id` is where it counts now, and below stands the rest.
  add column placed boolean not null default false,
  -- What its location named when it was stored.
  add column named_room_id uuid,
  -- Where it counted when it was stored; from then on the facts tell.
  add column first_room_id uuid;

-- That a stored scan turned out to have been made in another room.
alter table fact drop constraint fact_kind_check;
alter table fact add constraint fact_kind_check check (kind in (
  'session', 'enrolment', 'absence', 'correction', 'watch', 'blindness', 'decision', 'identity', 'standing_room', 'placed'
)) not valid;
alter table fact validate constraint fact_kind_check;

do $$
declare
  told record;
begin
  for told in select * from (values
    ('added', 'insert', 'new'), ('changed', 'update', 'new'), ('removed', 'delete', 'old')
  ) as deeds (name, deed, rows)
  loop
    execute format(
      'create trigger placement_%1$s after %2$s on placement referencing %3$s table as changed for each statement
         execute function tell_news(''rosters'', ''placement'', ''sender'')', told.name, told.deed, told.rows);
  end loop;
  create trigger placement_emptied after truncate on placement for each statement
    execute function tell_news('rosters', 'placement', 'sender');
end $$;
