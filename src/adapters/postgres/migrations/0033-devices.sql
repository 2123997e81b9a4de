-- What shows itself at the broker by a name and a key. Scans, health and notes stay with the senders that it speaks for.
create table device (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- The kind of sender, which says what its topics are.
  kind text not null,
  -- What it is called in its topics: site/name for our own kind, a whole topic for one that an operator described.
  address text not null,
  made_at timestamptz not null,
  made_by text not null,
  disabled_at timestamptz,
  disabled_by text,
  -- Counts every change of the device and its keys, so that a server sees by one sum whether there was any.
  revision bigint not null default 1,
  unique (kind, address),
  check ((disabled_at is null) = (disabled_by is null))
);

create table device_key (
  id uuid primary key,
  device text not null references device,
  -- The form of Mosquitto's password file: $7$rounds$salt$hash, PBKDF2 with HMAC-SHA-512. The key itself is kept nowhere.
  hash text not null,
  made_at timestamptz not null,
  made_by text not null,
  -- From this instant on it opens nothing; null for one without an end.
  ends_at timestamptz
);
create index device_key_device on device_key (device, made_at);
