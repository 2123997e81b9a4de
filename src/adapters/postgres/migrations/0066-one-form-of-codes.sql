-- Codes, names of rooms and ids are kept in one form since they are brought to it at every door: composed letters, single
-- blanks, nothing that cannot be seen. What was stored before that gets it too, so that files and readers find it. Where two
-- would become one both stay as they are, for nobody but a person can tell which is meant.
create function one_form_of_code(spelt text) returns text language sql immutable as $$
  select btrim(regexp_replace(regexp_replace(normalize(spelt, NFC),
    '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]', '', 'g'),
    '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'))
$$;

create temporary table renamed on commit drop as
select i.scheme, i.value as before, one_form_of_code(i.value) as after
from identifier i
where one_form_of_code(i.value) not in (i.value, '')
group by i.scheme, i.value
having not exists (
  select from identifier other
  where other.scheme = i.scheme and other.value <> i.value
    and one_form_of_code(other.value) = one_form_of_code(i.value));

update identifier i set value = r.after from renamed r where i.scheme = r.scheme and i.value = r.before;
update identity_claim c set value = r.after from renamed r where c.scheme = r.scheme and c.value = r.before;
-- What is looked for when an id is given to somebody.
update scan s set subject_value = r.after from renamed r
where s.subject_scheme = r.scheme and s.subject_value = r.before;
update scan set subject_value = one_form_of_code(subject_value)
where person_id is null and subject_value is not null and withdrawn_at is null
  and one_form_of_code(subject_value) not in (subject_value, '');
-- What goes back to its own record when a merge is undone.
update person_merge set moved = jsonb_set(jsonb_set(moved,
    '{identifiers}', (select coalesce(jsonb_agg(case when r.after is null then one
      else jsonb_set(one, '{value}', to_jsonb(r.after)) end order by place), '[]')
      from jsonb_array_elements(moved -> 'identifiers') with ordinality as told (one, place)
        left join renamed r on r.scheme = one ->> 'scheme' and r.before = one ->> 'value')),
    '{ended}', (select coalesce(jsonb_agg(case when r.after is null then one
      else jsonb_set(one, '{value}', to_jsonb(r.after)) end order by place), '[]')
      from jsonb_array_elements(moved -> 'ended') with ordinality as told (one, place)
        left join renamed r on r.scheme = one ->> 'scheme' and r.before = one ->> 'value'))
where undone_at is null and exists (select from renamed);

update room_name n set name = one_form_of_code(name)
where one_form_of_code(name) not in (name, '')
  and not exists (select from room_name o where o.name <> n.name and one_form_of_code(o.name) = one_form_of_code(n.name));
update room r set code = one_form_of_code(code)
where one_form_of_code(code) not in (code, '')
  and exists (select from room_name n where n.room_id = r.id and n.name = one_form_of_code(r.code));

do $$
declare
  name text;
begin
  foreach name in array array['class', 'course', 'term']
  loop
    execute format(
      'update %1$I t set code = one_form_of_code(code)
       where one_form_of_code(code) not in (code, '''')
         and not exists (select from %1$I o where o.id <> t.id and one_form_of_code(o.code) = one_form_of_code(t.code))', name);
  end loop;
end $$;

-- Of plain files a code is its own key.
update source_key k set key = one_form_of_code(key)
where source = 'csv' and thing in ('term', 'room', 'course', 'class', 'student', 'staff')
  and one_form_of_code(key) not in (key, '')
  and not exists (
    select from source_key o where o.source = k.source and o.thing = k.thing and o.key <> k.key
      and one_form_of_code(o.key) = one_form_of_code(k.key));
drop function one_form_of_code;
