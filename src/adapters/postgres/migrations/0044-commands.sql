-- What a sender was told to do: by whom, until when it is to be done, and what it answered.
create table device_command (
  id uuid primary key,
  -- A sender, and not a device with a key: those of this machine need none.
  sender text not null,
  name text not null check (name in ('identify', 'send_outbox', 'set_clock', 'reload')),
  given_at timestamptz not null,
  given_by text not null,
  expires_at timestamptz not null check (expires_at > given_at),
  -- When it was said last, and how often: a sender that was away is told again when it comes.
  said_at timestamptz,
  times_said int not null default 0,
  answered_at timestamptz,
  -- `told`: it was said to a sender of a kind that answers nothing.
  outcome text check (outcome in ('done', 'unable', 'expired', 'told')),
  detail text,
  check ((said_at is null) = (times_said = 0)),
  check ((answered_at is null) = (outcome is null))
);
create index device_command_sender on device_command (sender, given_at desc);
create index device_command_open on device_command (expires_at) where answered_at is null;
