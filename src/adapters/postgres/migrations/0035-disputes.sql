-- "This is wrong": what a student claims of one of their marks. It bears on no mark by itself; the correction that answers
-- it does, and is a fact like any other.
create table dispute (
  id uuid primary key,
  session_id uuid not null references session,
  person_id uuid not null references person,
  -- The mark as it was when the student said so.
  revision int not null,
  status text not null,
  claimed text not null,
  -- By its last word.
  state text not null check (state in ('open', 'withdrawn', 'accepted', 'declined')),
  raised_at timestamptz not null
);
create unique index dispute_open on dispute (session_id, person_id) where state = 'open';
create index dispute_person on dispute (person_id, id);
create index dispute_session on dispute (session_id);
create index dispute_waiting on dispute (id) where state = 'open';

-- What was said of it, in order; only ever added to.
create table dispute_word (
  dispute_id uuid not null references dispute,
  number int not null,
  word text not null check (word in ('raised', 'withdrawn', 'accepted', 'declined', 'taken_back')),
  at timestamptz not null,
  actor text not null,
  role text not null,
  reason text not null,
  primary key (dispute_id, number)
);
create trigger dispute_word_kept before update or delete on dispute_word
  for each row execute function refuse_change();
