-- A source may go on telling of a session that another one tells of now, once somebody has said that both mean the same.
alter table source_key drop constraint source_key_thing_check;
alter table source_key add constraint source_key_thing_check
  check (thing in ('term', 'room', 'course', 'class', 'student', 'staff', 'enrolment', 'session'));
