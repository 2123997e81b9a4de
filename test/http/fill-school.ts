import { type FreshDatabase, queryRows } from "../parts/postgres.ts";

/**
 * Enrols students in classes of the demonstration's school.
 *
 * @param day the first day of their enrolment
 */
export async function enrol(
  database: FreshDatabase,
  studentIds: readonly string[],
  classCodes: readonly string[],
  day: string,
): Promise<void> {
  await queryRows(
    database,
    `with asked as (
       select value, gen_random_uuid() as person_id from unnest($1::text[]) as given (value)
     ), persons as (
       insert into person (id, kind) select person_id, 'student' from asked returning id
     ), identifiers as (
       insert into identifier (scheme, value, person_id)
       select 'student_id', value, person_id from asked join persons on persons.id = asked.person_id
       returning person_id
     )
     insert into enrolment (id, class_id, person_id, from_date)
     select gen_random_uuid(), c.id, identifiers.person_id, $3::date
     from identifiers cross join class c where c.code = any ($2::text[])`,
    [studentIds, classCodes, day],
  );
}
