import { seatCounts } from "./ended-demo.ts";

/**
 * The students of the sessions in `$1`: those enrolled on its day, and those who have a mark. A register that became
 * final keeps whom it had.
 */
export const seatsOfSessions = `
  select held.session_id, held.person_id from (
  select s.id as session_id, e.person_id
  from session s
  join session_class c on c.session_id = s.id
  join enrolment e on e.class_id = c.class_id and e.from_date <= s.day and (e.to_date is null or s.day < e.to_date)
  where s.id = any($1::uuid[]) and s.finalised_at is null
  union
  select m.session_id, m.person_id from mark m where m.session_id = any($1::uuid[]) and m.status <> 'expected'
  ) held where ${seatCounts("held.session_id", "held.person_id")}`;
