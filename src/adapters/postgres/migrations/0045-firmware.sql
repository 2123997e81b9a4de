-- What a device last said of the software in it, when it came.
alter table sender add column firmware text;
