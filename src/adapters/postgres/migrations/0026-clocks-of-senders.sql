-- How far a sender's clock was ahead of ours by its last heartbeat, negative for behind; null where it did not tell.
alter table sender add column clock_ahead_seconds bigint;
