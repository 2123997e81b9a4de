import type pg from "pg";
import type { AttemptChange, MarkChange } from "../../contract/live/frames.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { studentOwnId } from "./own-id.ts";
import { toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const attended = "('present', 'late', 'late_after_close', 'left_early')";

interface MarkRow {
  seq: number;
  session_id: string;
  day: string;
  student: string;
  status: MarkStatus;
  minutes_late: number | null;
  first_seen: string | null;
  last_seen: string | null;
  revision: number;
  was_status: MarkStatus | null;
  was_first_seen: string | null;
}

/** The marks that changed after one number and up to another, of every kind of session, in order. */
export async function marksBetween(query: Query, after: number, upTo: number): Promise<MarkChange[]> {
  const rows = await query<MarkRow>(
    `select r.seq, r.session_id, session.day, ${studentOwnId("r.person_id")} as student, r.status,
       (r.entry->'mark'->>'minutesLate')::int as minutes_late, (r.entry->'mark'->>'firstSeen')::timestamptz as first_seen,
       (r.entry->>'lastSeen')::timestamptz as last_seen, r.revision, was.status as was_status,
       (was.entry->'mark'->>'firstSeen')::timestamptz as was_first_seen
     from mark_revision r
     join session on session.id = r.session_id
     left join mark_revision was
       on was.session_id = r.session_id and was.person_id = r.person_id and was.revision = r.revision - 1
     where r.seq > $1 and r.seq <= $2
     union all
     -- Seen again: the mark's last sight moved, and nothing else was concluded.
     select scan.seq, m.session_id, session.day, ${studentOwnId("m.person_id")}, m.status, m.minutes_late, m.first_seen, m.last_seen, m.revision,
       m.status, m.first_seen
     from scan
     join mark m on m.person_id = scan.person_id and m.last_seen = scan.occurred_at
       and m.starts_at between scan.occurred_at - interval '2 days' and scan.occurred_at + interval '1 day'
     join session on session.id = m.session_id
     where scan.seq > $1 and scan.seq <= $2 and not exists (
       select from mark_revision r
       where r.session_id = m.session_id and r.person_id = m.person_id and r.seq > $1 and r.seq <= $2
     )
     order by 1`,
    [after, upTo],
  );
  return rows.map((row) => ({
    seq: row.seq,
    session: row.session_id,
    day: row.day,
    student: row.student,
    status: row.status,
    minutesLate: row.minutes_late,
    firstSeen: row.first_seen === null ? null : toRfc3339(row.first_seen),
    lastSeen: row.last_seen === null ? null : toRfc3339(row.last_seen),
    revision: row.revision,
    was:
      row.was_status === null
        ? null
        : {
            status: row.was_status,
            firstSeen: row.was_first_seen === null ? null : toRfc3339(row.was_first_seen),
          },
  }));
}

/** Who was turned away at a session's room or only claimed a name, after one number and up to another, in order. */
export async function attemptsBetween(query: Query, after: number, upTo: number): Promise<AttemptChange[]> {
  const rows = await query<{
    seq: number;
    session_id: string;
    student: string;
    scan: string;
    at: string;
    decision: AttemptChange["decision"];
    reason: string | null;
    first: boolean;
  }>(
    `with tried as (
       select scan.* from scan
       where scan.seq > $1 and scan.seq <= $2 and scan.person_id is not null and scan.room_id is not null
         and scan.direction is distinct from 'out'
         and (not scan.identified or scan.decision not in ('granted', 'late'))
     )
     select tried.seq, s.id as session_id, ${studentOwnId("tried.person_id")} as student, tried.id as scan,
       tried.occurred_at as at, tried.decision, tried.reason,
       not exists (
         select from scan before
         where before.person_id = tried.person_id and before.room_id = tried.room_id and before.seq < tried.seq
           and before.direction is distinct from 'out'
           and before.occurred_at >= s.opens_at and before.occurred_at <= s.closes_at
           and (not before.identified or before.decision not in ('granted', 'late'))
       ) and not exists (
         select from mark m where m.session_id = s.id and m.person_id = tried.person_id and m.status in ${attended}
       ) as first
     from tried
     join session_room r on r.room_id = tried.room_id
       and r.starts_at between tried.occurred_at - interval '2 days' and tried.occurred_at + interval '1 day'
     join session s on s.id = r.session_id and s.opens_at <= tried.occurred_at and tried.occurred_at <= s.closes_at
     where exists (
       select from session_class c
       join enrolment e on e.class_id = c.class_id and e.person_id = tried.person_id
         and e.from_date <= s.day and (e.to_date is null or s.day < e.to_date)
       where c.session_id = s.id
     )
     order by 1`,
    [after, upTo],
  );
  return rows.map(({ session_id, at, ...row }) => ({ ...row, session: session_id, at: toRfc3339(at) }));
}
