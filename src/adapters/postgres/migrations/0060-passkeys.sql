-- Keys that somebody's device made for this server (WebAuthn): the device keeps what signs, and here is what is enough to
-- see that it did. Nothing of it is secret.
create table passkey (
  id uuid primary key,
  account_id uuid not null references account,
  -- What the device calls it.
  credential_id bytea not null unique,
  -- COSE, as the device gave it.
  public_key bytea not null,
  -- How often the device says it has signed; 0 for one that does not count.
  counter bigint not null,
  transports text[] not null,
  -- The name of this server that it was made for: it signs for no other.
  host text not null,
  -- What its owner calls it.
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- When its count went back, and it was refused for that.
  refused_at timestamptz
);
create index passkey_account on passkey (account_id);
