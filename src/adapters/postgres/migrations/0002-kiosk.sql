-- Each switching of face recognition at kiosks: who, when, and for switching on the answers and the impact assessment
-- as it was written then. Nothing here is ever changed; the newest row is what holds.
create table kiosk_decision (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  switched_on boolean not null,
  challenge text check (challenge in ('always', 'random', 'never')),
  answers jsonb,
  assessment text,
  check (switched_on = (challenge is not null and answers is not null and assessment is not null))
);
create index kiosk_decision_newest on kiosk_decision (at desc, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger kiosk_decision_kept before update or delete on kiosk_decision
  for each row execute function refuse_change();
