-- The addresses at which people's calendars are served. Who knows an address reads the calendar, so only the SHA-256 of
-- what makes it unguessable is here.
create table calendar_address (
  id uuid primary key,
  person_id uuid not null references person,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  created_at timestamptz not null,
  created_by text not null,
  created_role text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_role text,
  check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_role is null))
);
create index calendar_address_person on calendar_address (person_id) where revoked_at is null;
