-- A message that nobody will read again is put aside by a person, and never deleted: it can be taken back.
alter table quarantine
  add column dismissed_at timestamptz,
  add column dismissed_by text,
  add column dismissed_reason text,
  -- What was put aside together is taken back together.
  add column dismissal uuid,
  add check (
    (dismissed_at is null) = (dismissed_by is null) and (dismissed_at is null) = (dismissed_reason is null)
    and (dismissed_at is null) = (dismissal is null)
  );
create index quarantine_dismissal on quarantine (dismissal) where dismissal is not null;

-- What waits for a person: counted again and again, and hardly ever many.
create index quarantine_open on quarantine (sender, code, received_at)
  where dismissed_at is null and (replay_outcome is null or replay_outcome not in ('stored', 'repeat', 'noted'));
