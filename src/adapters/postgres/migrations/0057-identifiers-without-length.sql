-- An identifier that ended at the instant at which it began was nobody's: it stays, so that its scans are found, and keeps
-- nobody from having the value from that instant on.
alter table identifier drop constraint identifier_pkey;
create unique index identifier_begins on identifier (scheme, value, valid_from)
  where valid_to is null or valid_to > valid_from;
create index identifier_value on identifier (scheme, value, valid_from);
