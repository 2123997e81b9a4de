import type { TutoringStore } from "../../app/rights/create-tutoring.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Who is whose tutor, over a pool. */
export function tutoringStore(query: PooledQuery): TutoringStore {
  return {
    async kinds(people) {
      const rows = await query<{ id: string; kind: "student" | "staff" }>(
        "select id, kind from person where id = any($1::uuid[]) and merged_into is null",
        [people],
      );
      return new Map(rows.map(({ id, kind }) => [id, kind]));
    },

    async tuteesOf(tutor, day) {
      const rows = await query<{ student_id: string }>(
        `select student_id from tutoring
         where tutor_id = $1 and from_date <= $2::date and (to_date is null or $2::date < to_date) order by student_id`,
        [tutor, day],
      );
      return rows.map(({ student_id }) => student_id);
    },

    async tutor(tutor, students, { from, at, actor }) {
      await query(
        `with ended as (
           update tutoring set to_date = $3::date
           where tutor_id = $1 and student_id <> all($2::uuid[]) and (to_date is null or to_date > $3::date)
         )
         insert into tutoring (tutor_id, student_id, from_date, said_by, said_role, said_at)
         select $1, asked.id, $3::date, $4, $5, $6 from (select distinct unnest($2::uuid[])) asked (id)
         where not exists (
           select from tutoring held
           where held.tutor_id = $1 and held.student_id = asked.id and held.from_date <= $3::date and held.to_date is null
         )
         on conflict (tutor_id, student_id, from_date) do update
           set to_date = null, said_by = excluded.said_by, said_role = excluded.said_role, said_at = excluded.said_at`,
        [tutor, students, from, actor.id, actor.role, toTimestamptz(at)],
      );
    },
  };
}
