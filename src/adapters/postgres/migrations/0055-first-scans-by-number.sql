-- Which numbered scan was the first in a time in which its reader was heard is told by its number: one that is sent once more
-- comes after later ones, and proves the silence before all the same. Of times of before nobody knows which was the first;
-- that one came is taken for granted, so that nothing is looked at anew further back than it was.
alter table device_alive drop column first_scan_at, add column first_scan_boot text, add column first_scan_seq bigint;
update device_alive set first_scan_boot = '', first_scan_seq = 0;
-- What a scan proves begins after the last time in which one came.
create index device_alive_scanned on device_alive (device, from_at) where first_scan_seq is not null;
