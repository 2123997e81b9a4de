-- Which adapter read a message that could not be taken; null where none reads its topic, or before this was kept.
alter table quarantine add column source text;
