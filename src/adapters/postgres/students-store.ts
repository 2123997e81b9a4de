import type pg from "pg";
import type { RosterClass, StudentsStore } from "../../app/students/students-store.ts";
import { beginInBulk } from "./begin-in-bulk.ts";
import { classIsOfSchool, personIsOfSchool } from "./ended-demo.ts";
import { inTransaction } from "./in-transaction.ts";
import { pooledQuery } from "./pooled-query.ts";

/** Whether an enrolment `e` holds on the day $1. */
const holds = "e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)";

/** What lists of students are read from, over a pool. */
export function studentsStore(pool: pg.Pool): StudentsStore {
  const query = pooledQuery(pool);

  return {
    async rosterVersion() {
      // What the store counts for itself anyway; a table that was written to counts further.
      const [row] = await query<{ version: string }>(
        `select string_agg(relname || ' ' || n_tup_ins || ' ' || n_tup_upd || ' ' || n_tup_del, ', ' order by relname)
           as version
         from pg_stat_user_tables
         where schemaname = current_schema() and relname in ('class', 'course', 'enrolment', 'identifier', 'person')`,
        [],
      );
      return row?.version ?? "";
    },

    async roster(day) {
      const [students, classes, courses] = await inTransaction(pool, beginInBulk, async (client) => {
        const everybody = await client.query<{
          person: string;
          value: string;
          given_name: string | null;
          family_name: string | null;
          cohort: string | null;
          classes: string[];
          left: boolean;
          of_school: boolean;
        }>(
          `select p.id as person, coalesce(i.value, p.id::text) as value, p.given_name, p.family_name, p.cohort,
             coalesce(seat.classes, '{}') as classes, coalesce(seat.over, false) as left,
             ${personIsOfSchool("p.id")} as of_school
           from person p
           left join identifier i on i.person_id = p.id and i.scheme = 'student_id' and i.valid_to is null
           left join (
             select e.person_id, array_agg(distinct c.code order by c.code) filter (where ${holds}) as classes,
               not bool_or(e.to_date is null or $1 < e.to_date) as over
             from enrolment e join class c on c.id = e.class_id group by e.person_id
           ) seat on seat.person_id = p.id
           where p.kind = 'student' and p.merged_into is null`,
          [day],
        );
        const ofClasses = await client.query<RosterClass>(
          `select c.code, c.title, co.code as course from class c left join course co on co.id = c.course_id
           where ${classIsOfSchool("c.id")} order by c.code`,
        );
        const ofCourses = await client.query<{ code: string; title: string }>(
          "select code, title from course order by code",
        );
        return [everybody.rows, ofClasses.rows, ofCourses.rows] as const;
      });
      return {
        students: students.map(
          ({ person, value, given_name, family_name, cohort, classes: own, left, of_school }) => ({
            person,
            studentId: value,
            givenName: given_name,
            familyName: family_name,
            cohort,
            classes: own,
            left,
            ofEndedDemo: !of_school,
          }),
        ),
        classes,
        courses,
      };
    },

    async openAlerts() {
      const rows = await query<{ person_id: string; n: number }>(
        "select person_id, count(*) as n from alert where retracted_at is null group by person_id",
        [],
      );
      return new Map(rows.map(({ person_id, n }) => [person_id, n]));
    },
  };
}
