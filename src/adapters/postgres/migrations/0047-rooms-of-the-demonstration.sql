-- Which rooms came with the demonstration, and when it was last ended: its classes and rooms then leave every list.
alter table room add column demo boolean not null default false;
alter table room add column demo_ended_at timestamptz;

update room r set demo = true
where exists (select from class c where c.demo and c.code = r.code)
  and not exists (
    select from session_room sr join session_class sc using (session_id) join class c on c.id = sc.class_id
    where sr.room_id = r.id and not c.demo);

update room r set demo_ended_at = over.at
from (
  select c.code, max(e.to_date)::timestamptz + interval '1 day' as at
  from class c join enrolment e on e.class_id = c.id
  where c.demo group by c.code having bool_and(e.to_date is not null)
) over
where r.demo and r.code = over.code;

-- A class of the demonstration in which nobody is enrolled any more.
create view class_of_ended_demo as
select c.id from class c
where c.demo and not exists (
  select from enrolment e
  where e.class_id = c.id and e.from_date is distinct from e.to_date
    and (e.to_date is null or e.to_date > current_date));

-- A room of the demonstration, unless something real is there: a scan that came since it ended, a reader that tells where it
-- is, or a class of the school.
create view room_of_ended_demo as
select r.id from room r
where r.demo_ended_at is not null
  and not exists (
    select from room_name n
    where n.room_id = r.id
      and (select s.received_at from scan s where s.location = n.name order by s.seq desc limit 1) > r.demo_ended_at)
  and not exists (select from reader_move m where m.room_id = r.id)
  and not exists (
    select from standing_room t join class c on c.id = t.class_id
    where t.room_id = r.id and not c.demo and (t.to_date is null or t.from_date < t.to_date))
  and not exists (
    select from session_room sr join session_class sc using (session_id) join class c on c.id = sc.class_id
    where sr.room_id = r.id and not c.demo);
