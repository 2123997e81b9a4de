-- The first numbered scan after a reader was heard again may prove the silence before. Whether it has come is kept with the
-- time in which the reader is heard, so that a batch need not look for it among all scans.
alter table device_alive add column first_scan_at timestamptz;
