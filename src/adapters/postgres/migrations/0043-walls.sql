-- Links of screens on walls. Ended and never deleted: for how long one was open stays told.
create table wall (
  id uuid primary key,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  name text not null,
  created_at timestamptz not null,
  created_by text not null,
  last_shown_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  check ((ended_at is null) = (ended_by is null))
);
