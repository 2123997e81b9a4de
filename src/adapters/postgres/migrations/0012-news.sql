-- What the writer of scans knows by heart is true as long as nobody else changed what it rests on. Whoever does is told of
-- here, by triggers, so that none can forget: the counter's row says that there is news, and what it is stands in `news`.

alter table change_counter
  -- The number under which facts, sessions or marks last changed, and rosters and policies.
  add column facts_seq bigint not null default 0,
  add column rosters_seq bigint not null default 0;
update change_counter set facts_seq = seq, rosters_seq = seq;

-- Of interest to a running server alone, which reads everything when it starts: a crash may lose it.
create unlogged table news (
  seq bigint not null,
  thing text not null,
  -- What changed of it; null for anything.
  key text
);
create index news_seq on news (seq);

-- Arguments: facts or rosters, the thing, and its key as an expression over the changed rows; no key where the rows have
-- numbers of their own.
create or replace function tell_news() returns trigger language plpgsql as $$
declare
  number bigint;
begin
  -- The writer that knows what it writes needs no telling.
  if current_setting('muster.knows', true) = 'on' then
    return null;
  end if;
  -- Who did not take a number in this transaction takes one here.
  update change_counter set seq = seq + 1 where xmin <> pg_current_xact_id()::xid;
  if tg_argv[0] = 'facts' then
    update change_counter set facts_seq = seq where facts_seq <> seq;
  else
    update change_counter set rosters_seq = seq where rosters_seq <> seq;
  end if;
  if tg_op = 'TRUNCATE' then
    insert into news (seq, thing, key) select seq, tg_argv[1], null from change_counter;
  elsif tg_argv[2] is not null then
    select seq into number from change_counter;
    execute format('insert into news (seq, thing, key) select distinct $1, $2, (%s)::text from changed', tg_argv[2])
      using number, tg_argv[1];
  end if;
  return null;
end $$;

do $$
declare
  told record;
begin
  for told in
    select * from (values
      ('scan', 'facts', 'scan', 'id'),
      ('enrolment', 'facts', 'enrolment', 'class_id'),
      ('session', 'facts', 'session', 'id'),
      ('session_class', 'facts', 'session', 'session_id'),
      ('session_room', 'facts', 'session', 'session_id'),
      ('mark', 'facts', 'mark', 'session_id'),
      ('identifier', 'rosters', 'identifier', 'scheme || '' '' || value'),
      ('room_name', 'rosters', 'room_name', 'name'),
      ('policy', 'rosters', 'policy', 'version'),
      ('reader_watch', 'rosters', 'reader_watch', 'reader')
    ) as tables (name, area, thing, key)
  loop
    execute format(
      'create trigger %1$s_added after insert on %1$I referencing new table as changed for each statement
         execute function tell_news(%2$L, %3$L, %4$L)', told.name, told.area, told.thing, told.key);
    execute format(
      'create trigger %1$s_changed after update on %1$I referencing new table as changed for each statement
         execute function tell_news(%2$L, %3$L, %4$L)', told.name, told.area, told.thing, told.key);
    execute format(
      'create trigger %1$s_removed after delete on %1$I referencing old table as changed for each statement
         execute function tell_news(%2$L, %3$L, %4$L)', told.name, told.area, told.thing, told.key);
    execute format(
      'create trigger %1$s_emptied after truncate on %1$I for each statement
         execute function tell_news(%2$L, %3$L, %4$L)', told.name, told.area, told.thing, told.key);
  end loop;
end $$;

-- Facts are only added, and are read by their number.
create trigger fact_added after insert on fact for each statement execute function tell_news('facts');
