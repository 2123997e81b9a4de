import type pg from "pg";
import type { ClassesStore, RosterClassHead } from "../../app/classes/classes-store.ts";
import { classIsOfSchool } from "./ended-demo.ts";
import { pooledQuery } from "./pooled-query.ts";
import { personColumns } from "./sessions-reading.ts";
import { classWithin } from "./ties-store.ts";

/** What lists of classes are read from, over a pool. */
export function classesStore(pool: pg.Pool): ClassesStore {
  const query = pooledQuery(pool);

  return {
    async classes(day, within) {
      if (within.kind === "nothing") return [];
      const own = within.kind === "tied" ? `and ${classWithin(within, "c.id", "$2")}` : "";
      const values = within.kind === "tied" ? [day, within.person] : [day];
      return (
        await query<HeadRow>(
          `${heads} where ${classIsOfSchool("c.id")} ${own} order by c.code collate "C"`,
          values,
        )
      ).map(toHead);
    },

    async findClass(code, day) {
      const [row] = await query<HeadRow>(`${heads} where c.code = $2`, [day, code]);
      return row ? toHead(row) : null;
    },

    async sessionsAbout(classes, now) {
      const rows = await query<{ class_id: string; running: string | null; next: string | null }>(
        `select asked.class_id,
           -- What runs is what isOn says. No session is longer than a day, so its start bounds the search.
           (select s.id from session_class sc join session s on s.id = sc.session_id
            where sc.class_id = asked.class_id and sc.starts_at > $2::timestamptz - interval '25 hours'
              and sc.starts_at <= $2 and s.ends_at > $2 and s.state <> 'cancelled'
            order by sc.starts_at desc, s.id limit 1) as running,
           (select s.id from session_class sc join session s on s.id = sc.session_id
            where sc.class_id = asked.class_id and sc.starts_at > $2 and s.state <> 'cancelled'
            order by sc.starts_at, s.id limit 1) as next
         from unnest($1::uuid[]) as asked (class_id)`,
        [classes, now],
      );
      return new Map(rows.map(({ class_id, running, next }) => [class_id, { running, next }]));
    },
  };
}

const heads = `
  select c.id, c.code, c.title, ${classIsOfSchool("c.id")} as of_school, r.code as standing_room,
    co.code as course_code, co.title as course_title,
    t.title as term_title, t.from_date, t.to_date,
    (select count(distinct e.person_id) from enrolment e
     where e.class_id = c.id and e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)) as students,
    coalesce((select json_agg(named order by named.own_id) from (
      select ${personColumns("p")} from class_staff cs join person p on p.id = cs.person_id where cs.class_id = c.id
    ) named), '[]') as staff
  from class c
  left join standing_room stand
    on stand.class_id = c.id and stand.from_date <= $1 and (stand.to_date is null or $1 < stand.to_date)
  left join room r on r.id = stand.room_id
  left join course co on co.id = c.course_id
  left join term t on t.id = c.term_id`;

interface HeadRow {
  id: string;
  code: string;
  title: string;
  of_school: boolean;
  standing_room: string | null;
  course_code: string | null;
  course_title: string | null;
  term_title: string | null;
  from_date: string | null;
  to_date: string | null;
  students: number;
  staff: { own_id: string; name: string | null }[];
}

function toHead(row: HeadRow): RosterClassHead {
  const { id, code, title, course_code, course_title, term_title, from_date, to_date } = row;
  return {
    id,
    code,
    title,
    course: course_code === null || course_title === null ? null : { code: course_code, title: course_title },
    term:
      term_title === null || from_date === null || to_date === null
        ? null
        : { title: term_title, from: from_date, to: to_date },
    ofEndedDemo: !row.of_school,
    standingRoom: row.standing_room,
    staff: row.staff.map(({ own_id, name }) => ({ id: own_id, name })),
    students: row.students,
  };
}
