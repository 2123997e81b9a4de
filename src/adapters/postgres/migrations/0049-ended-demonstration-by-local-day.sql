-- Enrolments end on days of the institution's clocks, and not on those of UTC: east of it a demonstration that ended today
-- went on for half a day.
create view local_today as
select (now() at time zone time_zone)::date as day from institution;

create or replace view class_of_ended_demo as
select c.id from class c
where c.demo and not exists (
  select from enrolment e
  where e.class_id = c.id and e.from_date is distinct from e.to_date
    and (e.to_date is null or e.to_date > (select day from local_today)));

create or replace view person_of_ended_demo as
select p.id from person p
where p.demo and not exists (
  select from enrolment e
  where e.person_id = p.id and e.from_date is distinct from e.to_date
    and (e.to_date is null or e.to_date > (select day from local_today)));
