-- The newest word by which a source cancelled a meeting, also one that nobody knew yet: what is older does not bring it back.
create table taken_back (
  source text not null,
  key text not null,
  -- About this meeting of a series alone.
  override boolean not null,
  sequence int,
  modified text,
  primary key (source, key)
);
