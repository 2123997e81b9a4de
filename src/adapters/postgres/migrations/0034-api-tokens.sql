-- Programmes that ask in the name of an account, with a part of what it may. Ended and never deleted: what was done with one
-- stays told.
create table api_token (
  id uuid primary key,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  account_id uuid not null references account,
  name text not null,
  -- Deeds of the table of rights.
  deeds text[] not null,
  created_at timestamptz not null,
  ends_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  check ((ended_at is null) = (ended_by is null))
);
create index api_token_account on api_token (account_id);
