-- Who looks after an alert, where that is somebody else than who said so.
alter table alert add column owner text;
