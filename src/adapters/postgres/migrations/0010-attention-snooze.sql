-- What needs a look and was put away by a person for a while: the key of the group, until when, and by whom.
create table attention_snooze (
  key text primary key,
  until timestamptz not null,
  actor text not null,
  at timestamptz not null
);
