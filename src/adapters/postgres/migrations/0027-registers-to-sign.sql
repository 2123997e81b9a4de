-- Registers that wait for a signature are counted in each round of the monitor, for every page.
create index session_to_sign on session (ends_at)
  where kind = 'timetabled' and state in ('scheduled', 'open', 'closed', 'reopened') and signed_off_at is null;
