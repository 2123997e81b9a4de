-- A newer word that says nothing else than the one before is no fact; that it was newer tells what is older from then on.
alter table session add column source_modified text;
