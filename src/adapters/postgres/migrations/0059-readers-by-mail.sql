-- What was found wrong with readers. One is over once the reader was well for a while; then it stays as what was.
create table reader_trouble (
  id uuid primary key,
  sender text not null,
  trouble text not null check (trouble in ('silent', 'wrong_clock', 'missing_scans', 'backlog')),
  since_at timestamptz not null,
  -- Seconds that its clock was ahead, numbers that were missing, scans that waited; null for a silence.
  amount bigint,
  has_left boolean not null,
  found_at timestamptz not null,
  broken_at timestamptz not null,
  falls int not null,
  well_since timestamptz,
  -- In the one numbering, once people were told that it broke, and that it works again.
  broke_seq bigint,
  works_seq bigint,
  told_at timestamptz,
  over_at timestamptz,
  check ((broke_seq is null) = (told_at is null)),
  check (works_seq is null or over_at is not null),
  check (over_at is null or broke_seq is not null)
);
create unique index reader_trouble_open on reader_trouble (sender, trouble) where over_at is null;
create index reader_trouble_broke on reader_trouble (broke_seq) where broke_seq is not null;
create index reader_trouble_works on reader_trouble (works_seq) where works_seq is not null;

-- Who wants to be told of readers by mail, and from when on.
create table reader_mail (
  account_id uuid primary key references account,
  chosen_at timestamptz not null
);

alter table notification drop constraint notification_audience_check;
alter table notification add constraint notification_audience_check
  check (audience in ('institution', 'staff', 'student', 'technician'));
alter table mail_choice drop constraint mail_choice_kind_check;
alter table mail_choice add constraint mail_choice_kind_check check (kind in ('answers', 'digest', 'readers'));

-- What a message tells of which reader.
create table notification_trouble (
  notification_id uuid not null references notification,
  trouble_id uuid not null references reader_trouble,
  word text not null check (word in ('broke', 'works')),
  primary key (notification_id, trouble_id, word)
);
create index notification_trouble_trouble on notification_trouble (trouble_id, word);
