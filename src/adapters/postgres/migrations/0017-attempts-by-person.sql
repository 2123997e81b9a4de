-- Whatever changes around a student, an attempt that is counted there is found again.
create index attempt_person on attempt (person_id);
