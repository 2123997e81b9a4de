-- Who took a merge back; null while it stands, and for what was taken back before this was kept.
alter table person_merge add column undone_by text;
