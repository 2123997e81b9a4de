-- What the institution is called, and when somebody said what its store is to hold: until then the first page asks.
alter table institution
  add column name text not null default '',
  add column begun_at timestamptz;
