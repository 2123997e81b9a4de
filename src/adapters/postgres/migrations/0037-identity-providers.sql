-- Where people sign in who have an account of their university's already (OpenID Connect).
create table identity_provider (
  id uuid primary key,
  name text not null,
  issuer text not null,
  client text not null,
  -- It is shown to the provider, and so kept as it is.
  secret text not null,
  rules jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  removed_at timestamptz,
  removed_by text,
  check ((removed_at is null) = (removed_by is null))
);

-- Who of a provider an account is. A subject is never given to somebody else (OpenID Connect Core 1.0, section 2).
create table account_identity (
  provider_id uuid not null references identity_provider,
  subject text not null,
  account_id uuid not null references account,
  joined_at timestamptz not null,
  last_at timestamptz not null,
  -- What the provider said last, on which rules are tried before they hold.
  claims jsonb not null,
  primary key (provider_id, subject)
);
create index account_identity_account on account_identity (account_id);
create index account_identity_last on account_identity (provider_id, last_at);

-- By whom somebody was signed in, and what the provider calls its own session: it may tell that it has ended.
alter table sign_in_session
  add column provider_id uuid references identity_provider,
  add column provider_session text;
create index sign_in_session_provider on sign_in_session (provider_id, provider_session)
  where provider_session is not null and ended_at is null;
