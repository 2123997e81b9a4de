-- Addresses behind which a person's calendar is served: whoever knows one may read it, so only its hash is kept.
create table calendar_address (
  id uuid primary key,
  token_sha256 bytea not null unique,
  person_id uuid not null references person,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  revoked_by text,
  check ((revoked_at is null) = (revoked_by is null))
);
create index calendar_address_person on calendar_address (person_id);
