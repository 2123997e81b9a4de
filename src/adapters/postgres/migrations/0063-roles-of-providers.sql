-- By which identity provider's rules a role is held. It holds where its owner signed in with that provider, and until a time
-- that each sign-in with it puts later.
alter table account_role add column provider_id uuid references identity_provider;
update account_role r set provider_id = v.id
from identity_provider v where r.granted_by = 'identity provider ' || v.id;
create index account_role_provider on account_role (provider_id) where provider_id is not null;

-- What was given by a provider that is there no more went unnoticed.
update account_role r set until = greatest(r.since, v.removed_at), ended_by = v.removed_by
from identity_provider v
where v.id = r.provider_id and v.removed_at is not null and (r.until is null or r.until > v.removed_at);
update account_role r set until = greatest(r.since, i.last_at) + interval '30 days'
from (select provider_id, account_id, max(last_at) as last_at from account_identity group by 1, 2) i
where i.provider_id = r.provider_id and i.account_id = r.account_id and r.until is null;

-- By which provider's sign-in a token was made: it holds what that gives, and what people gave.
alter table api_token add column provider_id uuid references identity_provider;
update api_token t set provider_id = (
  select i.provider_id from account_identity i where i.account_id = t.account_id order by i.last_at desc limit 1
);
