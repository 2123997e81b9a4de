-- What of a demonstration leaves the school when it ends. Nothing is deleted: lists, sums and exports leave it out.
create index class_of_demo on class (id) where demo;
create index person_of_demo on person (id) where demo;

-- A student of the demonstration who is enrolled nowhere any more.
create view person_of_ended_demo as
select p.id from person p
where p.demo and not exists (
  select from enrolment e
  where e.person_id = p.id and e.from_date is distinct from e.to_date
    and (e.to_date is null or e.to_date > current_date));

-- A session whose classes are all of a demonstration that ended.
create view session_of_ended_demo as
select distinct sc.session_id as id
from class_of_ended_demo c join session_class sc on sc.class_id = c.id
where not exists (
  select from session_class o
  where o.session_id = sc.session_id and o.class_id not in (select id from class_of_ended_demo));
