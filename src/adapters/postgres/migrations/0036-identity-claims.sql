-- What was said of identities that nobody had: whose each is. The identifier that a claim made ends with it, and whoever it
-- was wrongly given to is remembered here, for scans that came in between were stored as theirs.
create table identity_claim (
  id uuid primary key,
  scheme text not null,
  value text not null,
  person_id uuid not null references person,
  -- Where the identifier that it made begins; -infinity since ever.
  valid_from timestamptz not null,
  -- How many scans it joined.
  scans integer not null,
  at timestamptz not null,
  actor text not null,
  role text not null,
  reason text not null,
  undone_at timestamptz,
  undone_by text,
  undone_reason text,
  check ((undone_at is null) = (undone_by is null))
);
create index identity_claim_value on identity_claim (scheme, value);
create index identity_claim_at on identity_claim (at);

-- Who was seen lately and is nobody's.
create index scan_of_nobody_at on scan (occurred_at)
where person_id is null and subject_value is not null and withdrawn_at is null;
