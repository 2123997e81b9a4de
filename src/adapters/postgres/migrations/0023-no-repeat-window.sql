-- A number of the policy on which nothing ever rested: no mark, no rate and no text asked for it.
update policy set numbers = numbers - 'repeatWindowSeconds';
