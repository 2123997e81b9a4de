// What rules say of sessions, for statements that ask about many. Each is named after its twin in the domain, which is
// what it has to agree with.

import { sessionIsOfSchool } from "./ended-demo.ts";

/** The numbers of the policy that judges session `s`: the one that a person chose, else `policyInForce` at its start. */
const judgingNumbers = `(
    select p.numbers from policy p where p.version = coalesce(
      (select (f.body->>'policyVersion')::int from fact f
       where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' = 'judged_by' order by f.seq desc limit 1),
      (select max(v.version) from policy v
       where v.from_at <= s.starts_at - make_interval(mins => (v.numbers->>'openBefore')::int)),
      (select min(v.version) from policy v)
    )
  )`;

/**
 * `stateAt` of session `s`: what the clock makes of a state that only time changes.
 *
 * @param now an expression of the instant
 */
export function stateAtText(now: string): string {
  return `case when s.state in ('scheduled', 'open', 'closed')
    then case when ${now} < s.opens_at then 'scheduled' when ${now} < s.closes_at then 'open' else 'closed' end
    else s.state end`;
}

/**
 * `cannotBeKnown` of standing session `s`: a reader of its room was blind at some moment of its day so far. Of one that
 * is over and was not judged yet it says so as well; once it was, the marks of its day say it.
 */
const blindOnItsDay = (
  now: string,
): string => `(${now} >= s.starts_at and s.state in ('scheduled', 'open') and exists (
    select from session_room r
    join lateral (
      select distinct on (w.thing) w.reader, w.from_at, w.to_at from fact w
      where w.kind = 'watch' and w.room_id = r.room_id order by w.thing, w.seq desc
    ) w on w.from_at < s.ends_at and (w.to_at is null or w.to_at > greatest(s.starts_at, w.from_at))
    join lateral (
      select distinct on (f.thing) f.from_at, f.to_at from fact f
      where f.kind = 'blindness' and f.thing in (
        select b.thing from fact b where b.kind = 'blindness' and b.reader = w.reader
          and b.from_at < s.ends_at and (b.to_at is null or b.to_at > s.starts_at)
      ) order by f.thing, f.seq desc
    ) b on greatest(b.from_at, w.from_at, s.starts_at)
      < least(coalesce(b.to_at, 'infinity'), coalesce(w.to_at, 'infinity'), s.ends_at)
      and greatest(b.from_at, w.from_at) <= ${now}
    where r.session_id = s.id
  ))`;

/**
 * `unseenStatus` of session `s`: what the clock says of somebody who is expected there and has no mark. Whether it cannot
 * be known who came is asked here of standing sessions alone, by what is stored of their readers: of one with a timetable
 * nothing is counted before it is judged. Whoever wants it told of those, or as of this moment, names the sessions.
 *
 * @param now an expression of the instant
 * @param unknowable an expression of the ids of open sessions in which it cannot be known who came
 */
export function unseenStatusText(now: string, unknowable: string): string {
  return `case
    when s.id = any(${unknowable}) then 'cannot_be_known'
    when s.kind = 'standing' then
      case when ${now} < s.starts_at then 'expected' when ${blindOnItsDay(now)} then 'cannot_be_known'
        when ${now} < s.closes_at then 'not_seen' else 'absent' end
    when ${now} > s.starts_at and ${now} < s.closes_at and ${now} > least(
      s.starts_at + make_interval(mins => (${judgingNumbers}->>'onTimeGrace')::int), s.ends_at
    ) then 'not_seen'
    else 'expected' end`;
}

/**
 * Whether the register of session `s` waits for a signature: one of the timetable that is over, was not signed and is not
 * final. Its first three parts are those of an index.
 *
 * @param now an expression of the instant
 */
export const waitsForSignature = (now: string): string =>
  `s.kind = 'timetabled' and s.state in ('scheduled', 'open', 'closed', 'reopened') and s.signed_off_at is null
    and s.ends_at <= ${now} and ${sessionIsOfSchool("s.id")}`;
