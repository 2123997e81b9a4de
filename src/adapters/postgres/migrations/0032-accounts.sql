-- Who signs in. A login is never given to somebody else, also when its account is closed: what was done under it stays.
create table account (
  id uuid primary key,
  login text not null,
  -- The login as it is compared: compatibility form, lower case.
  login_key text not null unique,
  name text not null,
  email text,
  created_at timestamptz not null,
  created_by text not null,
  -- Sessions that were begun before take another token at their next question.
  roles_changed_at timestamptz not null,
  disabled_at timestamptz,
  disabled_by text,
  disabled_reason text,
  check ((disabled_at is null) = (disabled_by is null) and (disabled_at is null) = (disabled_reason is null))
);

-- Which person of the roster an account is, from when to when.
create table account_person (
  id uuid primary key,
  account_id uuid not null references account,
  person_id uuid not null references person,
  since timestamptz not null,
  until timestamptz,
  linked_by text not null
);
create unique index account_person_current on account_person (account_id) where until is null;
create index account_person_person on account_person (person_id) where until is null;

-- Grants are ended and never deleted: that there once was an administrator closes the open demonstration for good.
create table account_role (
  id uuid primary key,
  account_id uuid not null references account,
  role text not null,
  granted_at timestamptz not null,
  granted_by text not null,
  since timestamptz not null,
  until timestamptz,
  ended_by text
);
create index account_role_account on account_role (account_id);
create index account_role_administrator on account_role (role) where role = 'administrator';

create table password (
  account_id uuid primary key references account,
  -- argon2id, in the form that names its own parameters.
  hash text not null,
  set_at timestamptz not null
);

-- A shared secret for codes by time. It cannot be hashed, for codes are worked out from it.
create table second_factor (
  account_id uuid primary key references account,
  secret bytea not null,
  -- Until a code from it was given, it is not asked for.
  confirmed_at timestamptz,
  -- The newest step whose code was taken: each code counts once.
  last_step bigint not null default 0
);

create table recovery_code (
  account_id uuid not null references account,
  code_sha256 bytea not null check (length(code_sha256) = 32),
  used_at timestamptz,
  primary key (account_id, code_sha256)
);

create table sign_in_session (
  id uuid primary key,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  account_id uuid not null references account,
  created_at timestamptz not null,
  -- When its token was made, and the token before, which still holds for questions that were on their way.
  renewed_at timestamptz not null,
  before_sha256 bytea check (length(before_sha256) = 32),
  before_until timestamptz,
  last_seen_at timestamptz not null,
  -- The latest end, however much it is used.
  ends_at timestamptz not null,
  address text not null,
  agent text not null,
  -- By what the browser is known the next time, so that strangers who guess do not slow its owner down.
  browser_sha256 bytea not null check (length(browser_sha256) = 32),
  ended_at timestamptz,
  ended_reason text,
  check ((ended_at is null) = (ended_reason is null))
);
create index sign_in_session_before on sign_in_session (before_sha256) where before_sha256 is not null;
create index sign_in_session_account on sign_in_session (account_id, created_at);
create index sign_in_session_browser on sign_in_session (browser_sha256, account_id);

create table one_time_link (
  id uuid primary key,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  account_id uuid not null references account,
  kind text not null check (kind in ('invite', 'reset')),
  created_at timestamptz not null,
  created_by text not null,
  ends_at timestamptz not null,
  used_at timestamptz
);
create index one_time_link_account on one_time_link (account_id) where used_at is null;

-- What was done, by whom, as what, from where, and why. Texts are kept as they were hashed.
create table audit_entry (
  seq bigint primary key check (seq > 0),
  at timestamptz not null,
  actor text not null,
  role text not null,
  address text not null,
  deed text not null,
  object text not null,
  before text,
  after text,
  reason text not null,
  previous_sha256 bytea not null check (length(previous_sha256) = 32),
  sha256 bytea not null check (length(sha256) = 32)
);
create index audit_entry_actor on audit_entry (actor, seq);
create index audit_entry_object on audit_entry (object, seq);

-- The end of the chain, which each entry is added under the lock of.
create table audit_head (
  single boolean primary key default true check (single),
  seq bigint not null,
  sha256 bytea not null check (length(sha256) = 32)
);
insert into audit_head (seq, sha256) values (0, decode(repeat('00', 32), 'hex'));

create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
  -- A restore empties the tables of a store that holds nothing.
  if tg_op <> 'TRUNCATE' or exists (select from audit_entry) then
    raise exception 'the audit log is only ever added to';
  end if;
  return null;
end $$;
create trigger audit_entry_stays before update or delete or truncate on audit_entry
  for each statement execute function refuse_audit_change();
