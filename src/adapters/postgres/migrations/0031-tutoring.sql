-- Who is whose tutor, from a day (inclusive) to a day (exclusive): what a tutor may see of a student rests on it.

create table tutoring (
  tutor_id uuid not null references person,
  student_id uuid not null references person,
  from_date date not null,
  to_date date check (to_date is null or from_date <= to_date),
  -- Who said so, and as what.
  said_by text not null,
  said_role text not null,
  said_at timestamptz not null,
  primary key (tutor_id, student_id, from_date)
);
create index tutoring_student on tutoring (student_id);
