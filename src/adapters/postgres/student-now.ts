/** Whose a scan is by the last word about it, over a scan that is called `s`. */
export const studentNow = `(
  case when exists (select from fact f where f.thing = s.id and f.kind = 'identity')
  then (select f.person_id from fact f where f.thing = s.id and f.kind = 'identity' order by f.seq desc limit 1)
  else s.person_id end)`;
