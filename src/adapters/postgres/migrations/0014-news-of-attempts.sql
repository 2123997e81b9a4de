-- Attempts and first signs of life are known by heart as well.
do $$
declare
  told record;
begin
  for told in
    select * from (values
      ('attempt', 'facts', 'attempt', 'session_id'),
      ('device_alive', 'facts', 'device_alive', 'device')
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
