-- Whether a clock went back is seen by what its device recorded before: a reader's scans are found by their numbers as well.
create index scan_number on scan (sender, boot_id, boot_seq) where boot_id is not null;
