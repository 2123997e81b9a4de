-- Which records were told as one is read from the newest on, a page at a time.
create index person_merge_at on person_merge (at, id);
