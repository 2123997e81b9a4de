import type pg from "pg";
import { Temporal } from "temporal-polyfill";

export const studentCount = 40_000;
export const timeZone = "Europe/London";
const seatsInClass = 30;
const cohortSize = 5_000;
/** A class meets so often; more marks mean more classes for each student. */
const meetings = 60;

/** How many classes each student is in, for so many marks. */
export const layersFor = (marks: number): number =>
  Math.max(1, Math.round(marks / (studentCount * meetings)));

/** Classes in which everybody has one place. */
export const groupsOfLayer = Math.ceil(studentCount / seatsInClass);

/**
 * Lays a school into an empty store, by SQL, whose marks are stored in the order of time, as days bring them. Classes meet every
 * other day, the last time on 20 November 2026.
 */
export async function layMarks(client: pg.ClientBase, marks: number): Promise<void> {
  const layers = layersFor(marks);
  const meetingsOfClass = Math.ceil(marks / (studentCount * layers));
  const termFrom = Temporal.PlainDate.from("2026-11-20")
    .subtract({ days: 2 * (meetingsOfClass - 1) })
    .toString();
  // The rows fit each other by how they are made; looking up each of them again would take most of the time.
  await client.query(
    "set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB'",
  );
  const steps = [
    `create temp table student as select n, gen_random_uuid() as id from generate_series(0, ${studentCount - 1}) n`,
    `insert into person (id, kind, given_name, family_name, cohort)
     select id, 'student', 'Given ' || n, 'Family ' || n, 'Y' || n / ${cohortSize} from student`,
    "insert into identifier (scheme, value, person_id) select 'student_id', 'S' || n, id from student",
    `create temp table taught as
     select n, gen_random_uuid() as id
     from generate_series(0, ${groupsOfLayer * layers - 1}) n`,
    "insert into class (id, code, title) select id, 'K' || n, 'Class ' || n from taught",
    // In each layer of classes the students are dealt out in another order.
    `create temp table seat as
     select s.id as person_id, c.id as class_id, c.n as class_n
     from student s
     cross join generate_series(0, ${layers - 1}) layer
     join taught c on c.n = layer * ${groupsOfLayer}
       + (s.n * (7919 ^ layer)::numeric::bigint % ${studentCount}) / ${seatsInClass}`,
    `insert into enrolment (id, class_id, person_id, from_date)
     select gen_random_uuid(), class_id, person_id, '${termFrom}' from seat`,
    `insert into term (id, code, title, from_date, to_date)
     values (gen_random_uuid(), 'T', 'This term', '${termFrom}', '2026-12-18')`,
    `create temp table meeting as
     select gen_random_uuid() as id, c.id as class_id,
       timestamptz '${termFrom} 08:00Z' + make_interval(days => m * 2, hours => c.n % 9, secs => (c.n % 60) * 60) as starts_at
     from taught c cross join generate_series(0, ${meetingsOfClass - 1}) m order by 3`,
    `insert into session
       (id, kind, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, mode, required, weight, state)
     select id, 'timetabled', starts_at::date, starts_at, starts_at + interval '1 hour', starts_at - interval '15 minutes',
       starts_at + interval '70 minutes', '${timeZone}', 'Lesson', 'in_person', true, 1, 'final' from meeting`,
    "insert into session_class (session_id, class_id, starts_at) select id, class_id, starts_at from meeting",
    "analyze meeting; analyze seat",
    `insert into mark (session_id, person_id, starts_at, revision, status, last_seen, source)
     select m.id, s.person_id, m.starts_at, 1,
       (array['present','present','present','present','present','present','present','late','absent','absent_authorised'])
         [1 + (hashtext(m.id::text || s.person_id::text) & 2147483647) % 10], m.starts_at, 'automatic'
     from meeting m join seat s on s.class_id = m.class_id order by m.starts_at, m.id limit ${marks}`,
  ];
  for (const step of steps) await client.query(step);
  await client.query("vacuum analyze");
  await client.query("checkpoint");
}
