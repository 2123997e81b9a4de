-- A recogniser that writes its confidence otherwise than as a share of one is understood as far as can be, and what was
-- guessed is told with the scan: `percentage` for one that wrote 81.22, `unreadable` for one that was left out.
alter table scan add column confidence_guess text check (confidence_guess in ('percentage', 'unreadable'));
