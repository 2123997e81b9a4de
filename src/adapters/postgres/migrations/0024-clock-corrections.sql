-- What a person stated of a sender's clock: the messages that were read again under it are taken at what they say less as
-- much as the clock was ahead.
create table clock_correction (
  id uuid primary key,
  sender text not null,
  -- Negative for a clock that was behind.
  ahead_seconds bigint not null,
  reason text not null,
  actor text not null,
  role text not null,
  at timestamptz not null,
  -- Set once it is taken back: then its scans are withdrawn, and their messages are open again.
  undone_at timestamptz,
  undone_by text,
  undone_reason text
);
create index clock_correction_at on clock_correction (at);

alter table scan
  add column clock_correction_id uuid references clock_correction,
  -- A scan that is withdrawn is kept, and counts as if it had not been stored.
  add column withdrawn_at timestamptz;
create index scan_clock_correction on scan (clock_correction_id) where clock_correction_id is not null;
-- What was withdrawn may be taken anew.
drop index scan_external_id;
create unique index scan_external_id on scan (sender, external_id)
  where external_id is not null and withdrawn_at is null;

-- The scan that a message became when it was read again; null where none, or before this was kept.
alter table quarantine add column scan_id uuid;
create index quarantine_scan on quarantine (scan_id) where scan_id is not null;
