-- Whoever plans on one moment of the store and writes later has to know whether that moment still holds: every change of
-- what a roster is moves the number of rosters, also of what the writer of scans does not know by heart.

do $$
declare
  name text;
begin
  foreach name in array array[
    'term', 'non_teaching_day', 'room', 'course', 'class', 'class_staff', 'person', 'person_merge', 'source_key'
  ]
  loop
    execute format(
      'create trigger %1$s_written after insert or update or delete or truncate on %1$I for each statement
         execute function tell_news(''rosters'', %1$L)', name);
  end loop;
end $$;
