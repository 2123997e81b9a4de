-- A student is told by mail what was answered to them. The message waits in the transaction of the answer; what it says is
-- read when it is sent, so that no name and no reason waits in a queue.
alter table notification drop constraint notification_audience_check;
alter table notification add constraint notification_audience_check
  check (audience in ('institution', 'staff', 'student'));
alter table notification drop constraint notification_check;
alter table notification add constraint notification_check check ((channel = 'email') = (audience is not null));
alter table notification add constraint notification_digest_check
  check ((digest_day is not null) = coalesce(audience in ('institution', 'staff'), false));

-- Which answer a message tells: a word of a dispute, or what became of leave, by its fact.
create table notification_answer (
  notification_id uuid primary key references notification,
  person_id uuid not null references person,
  dispute_id uuid references dispute,
  dispute_number int,
  absence_id uuid,
  absence_fact uuid,
  check ((dispute_id is null) = (dispute_number is null)),
  check ((absence_id is null) = (absence_fact is null)),
  check ((dispute_id is null) <> (absence_id is null))
);
create unique index notification_answer_dispute on notification_answer (dispute_id, dispute_number);
create unique index notification_answer_absence on notification_answer (absence_fact);
create index notification_answer_person on notification_answer (person_id);

-- Mail that an address may end. The token is in each message; whoever shows it ends this kind of mail, and nothing else.
create table mail_choice (
  address text not null,
  kind text not null check (kind in ('answers', 'digest')),
  token text not null unique,
  made_at timestamptz not null,
  stopped_at timestamptz,
  primary key (address, kind)
);
