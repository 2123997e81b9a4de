-- One word for one thing. A session is a row of `session`, whatever kind it is of; until the standing ones are rows of it
-- as well, their own tables are called after them. All that is stored has one numbering, and it is called seq.

alter table session rename to standing_session;
alter table mark rename to standing_mark;
alter table mark_revision rename to standing_revision;
alter table timetabled_session rename to session;
alter table register_mark rename to mark;
alter table register_revision rename to mark_revision;
alter trigger register_revision_kept on mark_revision rename to mark_revision_kept;
alter table fact rename column position to seq;

-- What is named for a table follows its name: first those that are in the way of the others.
do $$
declare
  named record;
begin
  for named in
    select i.relname as name, t.was, t.now
    from (values
      (1, 'standing_session', 'session_', 'standing_session_'),
      (2, 'standing_mark', 'mark_', 'standing_mark_'),
      (3, 'standing_revision', 'mark_revision_', 'standing_revision_'),
      (4, 'session', 'timetabled_session_', 'session_'),
      (5, 'mark', 'register_mark_', 'mark_'),
      (6, 'mark_revision', 'register_revision_', 'mark_revision_')
    ) as t (at, name, was, now)
    join pg_class c on c.relname = t.name and c.relnamespace = current_schema()::regnamespace
    join pg_index x on x.indrelid = c.oid
    join pg_class i on i.oid = x.indexrelid
    where starts_with(i.relname, t.was)
    order by t.at
  loop
    execute format('alter index %I rename to %I', named.name, named.now || substr(named.name, length(named.was) + 1));
  end loop;
  for named in
    select c.relname as at, k.conname as name, t.was, t.now
    from (values
      (1, 'standing_session', 'session_', 'standing_session_'),
      (2, 'standing_mark', 'mark_', 'standing_mark_'),
      (3, 'standing_revision', 'mark_revision_', 'standing_revision_'),
      (4, 'session', 'timetabled_session_', 'session_'),
      (5, 'mark', 'register_mark_', 'mark_'),
      (6, 'mark_revision', 'register_revision_', 'mark_revision_')
    ) as t (at, name, was, now)
    join pg_class c on c.relname = t.name and c.relnamespace = current_schema()::regnamespace
    join pg_constraint k on k.conrelid = c.oid
    where starts_with(k.conname, t.was)
    order by t.at
  loop
    execute format('alter table %I rename constraint %I to %I',
      named.at, named.name, named.now || substr(named.name, length(named.was) + 1));
  end loop;
end
$$;
