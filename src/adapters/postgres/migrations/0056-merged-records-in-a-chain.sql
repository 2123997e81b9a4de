-- A record that was merged into one that was merged later is told of by the last of them, as everything asks for it. And
-- a merge is found by who was merged, too.
with recursive chain (id, last) as (
  select id, merged_into from person where merged_into is not null
  union all select c.id, p.merged_into from chain c join person p on p.id = c.last where p.merged_into is not null
)
update person p set merged_into = c.last from chain c
where p.id = c.id and not exists (select from person l where l.id = c.last and l.merged_into is not null);

create index person_merge_merged on person_merge (merged);
