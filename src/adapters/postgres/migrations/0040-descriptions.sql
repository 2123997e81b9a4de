-- Senders that an operator described on the page: which topics, and where in a message stands what is wanted.
create table description (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  source jsonb not null,
  -- Whether messages are read by it.
  switched_on boolean not null,
  at timestamptz not null,
  actor text not null
);
