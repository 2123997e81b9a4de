-- What people say of a sender: what they call it, that it is out of use, and when its silence is nothing to look at. None
-- of it bears on a mark.
create table device_note (
  device text primary key references sender,
  title text,
  retired_at timestamptz,
  retired_by text,
  retired_reason text,
  -- {weekly: [{days, from, to}], until, reason}
  silence jsonb,
  changed_at timestamptz not null,
  changed_by text not null,
  check ((retired_at is null) = (retired_by is null) and (retired_at is null) = (retired_reason is null))
);

-- What one sender got wrong, without a look at what all others did.
create index quarantine_sender on quarantine (sender, seq);
