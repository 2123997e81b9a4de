-- Whether a clock went back is seen by what its device recorded before, so a reader's scans are found by their numbers: those
-- without a time that can be believed, which had an index of their own, as well.
create index scan_number on scan (sender, boot_id, boot_seq) where boot_id is not null;
drop index scan_untimed;
