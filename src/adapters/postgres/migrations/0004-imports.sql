-- Files and feeds in, and what people of the office do to rosters.

-- What a source calls a thing of ours, so that a rename in a file is a change, and no end and a beginning.
create table source_key (
  source text not null,
  thing text not null check (thing in ('term', 'room', 'course', 'class', 'student', 'staff', 'enrolment')),
  key text not null,
  id uuid not null,
  -- When the source said, or showed by silence, that it is over.
  ended_at timestamptz,
  primary key (source, thing, key)
);
create index source_key_id on source_key (id);

-- An import from its preview on. Its content is kept until it is applied or discarded, and no longer.
create table import (
  id uuid primary key,
  kind text not null check (kind in ('oneroster', 'csv', 'icalendar')),
  name text not null,
  source text not null,
  created_at timestamptz not null,
  actor text not null,
  role text not null,
  state text not null check (state in ('preview', 'applied', 'discarded', 'superseded')),
  settled_at timestamptz,
  settled_by text,
  rows int not null,
  refused int not null,
  counts jsonb not null,
  changes jsonb not null,
  notes jsonb not null,
  -- So many of them are the reader's, the others the plan's.
  reader_notes int not null,
  warnings jsonb not null,
  -- Of all that it would do: what is applied is what was shown.
  fingerprint text not null,
  -- JSON, packed.
  content bytea
);
create index import_waiting on import (source) where state = 'preview';

-- Two records that turned out to be one person's, with what moved, so that it can be taken back.
create table person_merge (
  id uuid primary key,
  kept uuid not null references person,
  merged uuid not null references person,
  moved jsonb not null,
  at timestamptz not null,
  actor text not null,
  role text not null,
  reason text,
  undone_at timestamptz
);
create index person_merge_kept on person_merge (kept);

-- An identifier is one person's at any instant.
create function refuse_shared_identifier() returns trigger language plpgsql as $$
begin
  if exists (
    select from identifier other
    where other.scheme = new.scheme and other.value = new.value and other.valid_from <> new.valid_from
      and coalesce(new.valid_to, 'infinity') > other.valid_from
      and coalesce(other.valid_to, 'infinity') > new.valid_from
      and coalesce(new.valid_to, 'infinity') > new.valid_from
      and coalesce(other.valid_to, 'infinity') > other.valid_from
  ) then
    raise exception 'this % belongs to somebody else at that time', new.scheme using errcode = 'unique_violation';
  end if;
  return new;
end $$;
create trigger identifier_unshared before insert or update on identifier
  for each row execute function refuse_shared_identifier();

-- Scans of identifiers that nobody had, to be joined to whoever turns out to have them.
create index scan_of_nobody on scan (subject_scheme, subject_value) where person_id is null;
