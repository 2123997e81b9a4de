-- A class of a demonstration that ended may be taken over by the school, under its code. The sessions that it has by then stay
-- the demonstration's: only one that was cancelled with it and is held after all is the school's.
alter table session add column of_ended_demo boolean not null default false;
create index session_left_with_demo on session (id) where of_ended_demo;

create function session_is_held_after_all() returns trigger language plpgsql as $$
begin
  new.of_ended_demo = false;
  return new;
end $$;
create trigger session_held_after_all before update on session
  for each row when (old.of_ended_demo and old.state = 'cancelled' and new.state <> 'cancelled')
  execute function session_is_held_after_all();

create or replace view session_of_ended_demo as
select distinct sc.session_id as id
from class_of_ended_demo c join session_class sc on sc.class_id = c.id
where not exists (
  select from session_class o
  where o.session_id = sc.session_id and o.class_id not in (select id from class_of_ended_demo))
union
select s.id from session s where s.of_ended_demo;
