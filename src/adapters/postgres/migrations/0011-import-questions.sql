-- What only a person can tell about an import: whether an id with another name is the same person, or was used again.
alter table import add column questions jsonb not null default '[]';
