-- Calendars that are fetched from an address again and again.

create table feed (
  id uuid primary key,
  name text not null,
  -- May hold a secret: whoever knows it reads the calendar. Never logged.
  url text not null,
  every_minutes int not null check (every_minutes between 5 and 10080),
  rule jsonb not null,
  active boolean not null default true,
  created_at timestamptz not null,
  created_by text not null,
  last_polled_at timestamptz,
  last_outcome text,
  -- What the server of the calendar said of its version, to ask whether there is a newer one.
  etag text,
  last_modified text,
  -- SHA-256 of the bytes that were last read to the end, and what they were read by: rule and days.
  content_hash text,
  reading text,
  -- The import that waits for a person.
  waiting uuid
);
create unique index feed_name on feed (name) where active;
create index feed_due on feed (last_polled_at) where active;
