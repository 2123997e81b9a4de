-- Facts and marks name people, rooms, classes, sessions and policies of which nothing is ever deleted, by ids that were looked
-- up in the same transaction. To look each up again was a third of what storing a scan cost, and half of a mark;
-- `rebuild --check` tells of an id that names nothing.
alter table scan drop constraint scan_person_id_fkey, drop constraint scan_room_id_fkey;
alter table attempt
  drop constraint attempt_session_id_fkey, drop constraint attempt_person_id_fkey, drop constraint attempt_scan_id_fkey;
alter table mark drop constraint mark_session_id_fkey, drop constraint mark_person_id_fkey;
alter table mark_revision
  drop constraint mark_revision_session_id_fkey, drop constraint mark_revision_person_id_fkey,
  drop constraint mark_revision_policy_version_fkey;
alter table fact
  drop constraint fact_class_id_fkey, drop constraint fact_person_id_fkey, drop constraint fact_room_id_fkey;

-- A person's scans are found by (person_id, occurred_at), and are few enough to be put in order of number.
drop index scan_person;
-- Scans come nearly in order of time: a day's lie in few blocks, which a summary of each block finds.
drop index scan_occurred;
create index scan_occurred on scan using brin (occurred_at) with (pages_per_range = 32, autosummarize = on);
