import type { Temporal } from "temporal-polyfill";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { factTransaction } from "../../src/adapters/postgres/fact-transaction.ts";
import { standClasses } from "../../src/app/facts/stand-classes.ts";
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
     ), enrolled as (
       insert into enrolment (id, class_id, person_id, from_date)
       select gen_random_uuid(), c.id, identifiers.person_id, $3::date
       from identifiers cross join class c where c.code = any ($2::text[])
       returning id, class_id, person_id
     ), counted as (
       update change_counter set seq = seq + (select count(*) from enrolled) returning seq
     )
     insert into fact (seq, id, kind, at, actor, role, person_id, class_id, thing, body)
     select counted.seq - row_number() over (order by e.id) + 1, gen_random_uuid(), 'enrolment', now(), 'test', 'import',
       e.person_id, e.class_id, e.id, jsonb_build_object('from', $3::text, 'to', null)
     from enrolled e, counted`,
    [studentIds, classCodes, day],
  );
}

/** Makes classes of these codes that stand in a room from a day on. */
export async function stand(
  { address }: FreshDatabase,
  classCodes: readonly string[],
  room: string,
  { day, timeZone, now }: { readonly day: string; readonly timeZone: string; readonly now: Temporal.Instant },
): Promise<void> {
  const pool = createPool(address, { max: 1, name: "test" });
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select from change_counter for update");
    const { rows } = await client.query<{ class: string; room: string }>(
      `with made as (
         insert into class (id, code, title) select gen_random_uuid(), code, code from unnest($1::text[]) as given (code)
         returning id
       )
       select made.id as class, r.id as room from made, room r where r.code = $2`,
      [classCodes, room],
    );
    await standClasses(factTransaction(client), rows, day, timeZone, {
      now,
      actor: { id: "test", role: "import" },
      reason: null,
    });
    await client.query("commit");
  } finally {
    client.release();
    await pool.end();
  }
}
