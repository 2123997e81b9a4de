-- A card's number is kept in one form, the one that readers' adapters write: upper-case hex digits without separators.
-- Where two people hold the same number in two spellings both stay, for nobody but a person can tell whose it is.
create function one_form_of_card(spelt text) returns text language sql immutable as $$
  select case when digits ~ '^[0-9A-F]{4,32}$' then digits else spelt end
  from (select upper(regexp_replace(regexp_replace(btrim(spelt), '^0[xX]', ''), '[-: ]', '', 'g')) as digits) as read
$$;

update identifier i set value = one_form_of_card(value)
where scheme = 'card_uid' and one_form_of_card(value) <> value
  and not exists (
    select from identifier other
    where other.scheme = 'card_uid' and one_form_of_card(other.value) = one_form_of_card(i.value)
      and (other.value, other.valid_from) <> (i.value, i.valid_from)
      and (other.valid_from = i.valid_from
        or (other.person_id <> i.person_id
          and other.valid_from < coalesce(i.valid_to, 'infinity') and i.valid_from < coalesce(other.valid_to, 'infinity'))
        or (other.valid_to is null and i.valid_to is null))
  );
-- What is looked for when a card is given to somebody.
update scan set subject_value = one_form_of_card(subject_value)
where subject_scheme = 'card_uid' and one_form_of_card(subject_value) <> subject_value;
-- What goes back to its own record when a merge is undone.
update person_merge set moved = jsonb_set(jsonb_set(moved,
    '{identifiers}', (select coalesce(jsonb_agg(case when one ->> 'scheme' = 'card_uid'
      then jsonb_set(one, '{value}', to_jsonb(one_form_of_card(one ->> 'value'))) else one end), '[]')
      from jsonb_array_elements(moved -> 'identifiers') as one)),
    '{ended}', (select coalesce(jsonb_agg(case when one ->> 'scheme' = 'card_uid'
      then jsonb_set(one, '{value}', to_jsonb(one_form_of_card(one ->> 'value'))) else one end), '[]')
      from jsonb_array_elements(moved -> 'ended') as one))
where undone_at is null and moved::text like '%card_uid%';
drop function one_form_of_card;
