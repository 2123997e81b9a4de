-- What deserves somebody's attention, and who was told of it.

-- Every version of the rules; the newest one holds.
create table attention_rules (
  version int primary key,
  rules jsonb not null,
  at timestamptz not null,
  actor text not null,
  role text not null
);
create trigger attention_rules_kept before update or delete on attention_rules
  for each row execute function refuse_change();

-- A rule whose condition held for a student, until it no longer did.
create table alert (
  id uuid primary key,
  person_id uuid not null references person,
  rule_id text not null,
  -- As it was when the alert opened.
  rule jsonb not null,
  because text not null,
  -- The figures that it opened on, and those that it was retracted on.
  evidence jsonb not null,
  opened_seq bigint not null unique,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledged_note text,
  retracted_at timestamptz,
  retracted_because text,
  retracted_evidence jsonb,
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((retracted_at is null) = (retracted_because is null))
);
create unique index alert_open on alert (person_id, rule_id) where retracted_at is null;
create index alert_open_order on alert (opened_seq) where retracted_at is null;
create index alert_person on alert (person_id, opened_seq);
create index alert_retracted on alert (retracted_at) where retracted_at is not null;

-- All that ever happened to alerts and rules, in commit order, and never changed.
create table attention_entry (
  -- From the change counter.
  seq bigint primary key,
  kind text not null check (kind in ('opened', 'retracted', 'acknowledged', 'rules_changed')),
  at timestamptz not null,
  actor text not null,
  role text not null,
  alert_id uuid references alert,
  body jsonb not null
);
create index attention_entry_alert on attention_entry (alert_id) where alert_id is not null;
create trigger attention_entry_kept before update or delete on attention_entry
  for each row execute function refuse_change();

-- How far the review of the rules has got.
create table attention_review (
  single boolean primary key default true check (single),
  -- Every change up to here has been looked at.
  seq bigint not null,
  -- What everybody was last looked at for: a day, rules and a policy.
  sweep text not null,
  -- The last of those who have been looked at; null when everybody has.
  sweep_after uuid
);

create table webhook (
  id uuid primary key,
  url text not null,
  events text[] not null,
  -- Signs what is sent; gone when the webhook is ended.
  secret text,
  -- Every change up to here is in a delivery, or is none of its events.
  cursor_seq bigint not null,
  created_at timestamptz not null,
  created_by text not null,
  created_role text not null,
  ended_at timestamptz,
  ended_by text,
  check ((secret is null) = (ended_at is not null))
);

-- One message to one recipient. What a mail says is written when it is sent, so that no name waits in a queue.
create table notification (
  id uuid primary key,
  created_at timestamptz not null,
  channel text not null check (channel in ('email', 'webhook')),
  -- A mail address in lower case, or a webhook's address without its query.
  recipient text not null,
  -- As whom a mail address is told.
  audience text check (audience in ('institution', 'staff')),
  webhook_id uuid references webhook,
  -- The local day whose digest this is.
  digest_day date,
  subject text not null,
  alerts int not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  error text,
  next_at timestamptz,
  settled_at timestamptz,
  -- What a webhook is sent, until it has been.
  payload text,
  check ((channel = 'email') = (audience is not null and digest_day is not null)),
  check ((channel = 'webhook') = (webhook_id is not null)),
  check ((state = 'waiting') = (next_at is not null)),
  check ((state = 'waiting') = (settled_at is null))
);
-- One message per recipient and digest; one delivery of a webhook at a time, so that events arrive in their order.
create unique index notification_digest on notification (recipient, digest_day) where channel = 'email';
create unique index notification_delivery on notification (webhook_id) where state = 'waiting' and channel = 'webhook';
create index notification_due on notification (next_at) where state = 'waiting';
create index notification_newest on notification (created_at desc, id desc);
create index notification_old on notification (settled_at) where channel = 'webhook';

-- What was said of an alert in a message.
create table notification_alert (
  notification_id uuid not null references notification,
  alert_id uuid not null references alert,
  word text not null check (word in ('opened', 'retracted')),
  primary key (notification_id, alert_id, word)
);
create index notification_alert_alert on notification_alert (alert_id, word);
