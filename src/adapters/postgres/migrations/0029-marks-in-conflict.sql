-- How many registers wait for a person's decision is told with each round of the monitor: the few marks that later facts
-- contradict are found without going through all there are.
create index mark_in_conflict on mark (session_id) where 'conflict' = any(flags);
