-- The enrolments that a class had when the school took it over are the demonstration's: they give nobody a seat in what the
-- school holds there, also once the demonstration goes on again, or its students are the school's.
alter table enrolment add column of_ended_demo boolean not null default false;
create index enrolment_of_ended_demo on enrolment (person_id) where of_ended_demo;

update enrolment e set of_ended_demo = true
from class c, person p
where c.id = e.class_id and not c.demo and p.id = e.person_id and p.demo and e.to_date is not null
  and exists (
    select from session_class sc join session s on s.id = sc.session_id
    where sc.class_id = c.id and s.of_ended_demo);
