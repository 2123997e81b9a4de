-- What a person asked for about their own data, beside looking at it; and what was answered.
create table privacy_request (
  id uuid primary key,
  person_id uuid not null references person,
  kind text not null check (kind in ('erasure', 'question')),
  words text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  answered_by text,
  answer text,
  check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null))
);
create index privacy_request_person on privacy_request (person_id);
create index privacy_request_open on privacy_request (asked_at) where answered_at is null;

-- Somebody who was erased, by the ids of the records that stay under no name. Whoever restores an older backup erases
-- these again.
create table erasure (
  id uuid primary key,
  records uuid[] not null check (cardinality(records) > 0),
  kind text not null check (kind in ('student', 'staff')),
  at timestamptz not null,
  by text not null,
  reason text not null,
  -- How many rows of which table went, were stripped or were swept.
  counts jsonb not null,
  -- Where a search found something afterwards: table and column with how many rows.
  found jsonb not null
);
create index erasure_at on erasure (at);

-- Facts, revisions and words are only ever added to. An erasure takes out of them who somebody was, and says so.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('muster.erases', true) = 'on' then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- The last of the oldest entries that were taken after their time, with which the chain begins now.
alter table audit_head
  add column begins_after bigint not null default 0,
  add column begins_with bytea not null default decode(repeat('00', 32), 'hex') check (length(begins_with) = 32);

-- Without its salt nobody can try what an entry said that was stripped: its hash is of both.
alter table audit_entry add column salt bytea check (length(salt) = 16);
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op in ('UPDATE', 'DELETE') and current_setting('muster.erases', true) = 'on' then
    return null;
  end if;
  if tg_op <> 'TRUNCATE' or exists (select from audit_entry) then
    raise exception 'the audit log is only ever added to';
  end if;
  return null;
end $$;

-- For how many days a kind of thing is kept; a kind without a row is kept for as long as the product proposes.
create table retention (
  kind text primary key,
  days int not null check (days between 1 and 36500),
  changed_at timestamptz not null,
  changed_by text not null,
  reason text not null
);

-- What a clock took, whenever it took anything: what was older than an instant.
create table retention_run (
  id uuid primary key,
  kind text not null,
  at timestamptz not null,
  older_than timestamptz not null,
  taken bigint not null check (taken > 0)
);
create index retention_run_kind on retention_run (kind, at desc);
