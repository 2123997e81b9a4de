import type pg from "pg";
import type { DemoState, RosterStore as RosterPort } from "../../app/demo/roster-store.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;
type Transaction = <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;

export type RosterStore = RosterPort;

/** The roster, as far as standing classes need one. */
export function rosterStore(query: Query, transaction: Transaction): RosterStore {
  return {
    async isEmpty() {
      const [row] = await query<{ empty: boolean }>(
        "select not exists (select from person) and not exists (select from class) as empty",
        [],
      );
      return row?.empty ?? true;
    },

    demoState: (day) => readDemoState(query, day),

    async startDemo(day, school, mint) {
      await transaction(async (client) => {
        const rooms = [...new Set(school.flatMap(({ rooms }) => rooms))];
        for (const code of rooms) {
          await client.query("insert into room (id, code) values ($1, $2) on conflict (code) do nothing", [
            mint(),
            code,
          ]);
          await client.query(
            `insert into room_name (name, room_id) select code, id from room where code = $1 on conflict (name) do nothing`,
            [code],
          );
          await client.query(
            `insert into class (id, code, title, standing_room_id, demo)
             select $1, code, code, id, true from room where code = $2 on conflict (code) do nothing`,
            [mint(), code],
          );
        }
        for (const { studentId, rooms } of school) {
          const personId = mint();
          await client.query(
            `with new_person as (
               insert into person (id, kind, demo)
               select $1, 'student', true
               where not exists (select from identifier where scheme = 'student_id' and value = $2 and valid_to is null)
               returning id
             )
             insert into identifier (scheme, value, person_id) select 'student_id', $2, id from new_person`,
            [personId, studentId],
          );
          for (const code of rooms) {
            await client.query(
              `insert into enrolment (id, class_id, person_id, from_date)
               select $1, c.id, i.person_id, $4
               from class c, identifier i
               where c.code = $2 and c.demo and i.scheme = 'student_id' and i.value = $3 and i.valid_to is null
                 and not exists (
                   select from enrolment e
                   where e.class_id = c.id and e.person_id = i.person_id and (e.to_date is null or $4 < e.to_date)
                 )`,
              [mint(), code, studentId, day],
            );
          }
        }
        await tellEnrolments(client, day);
      });
    },

    async endDemo(day) {
      await transaction(async (client) => {
        await client.query(
          `update enrolment e set to_date = greatest(e.from_date, $1::date)
           from class c where c.id = e.class_id and c.demo and (e.to_date is null or $1 < e.to_date)`,
          [day],
        );
        await tellEnrolments(client, day);
      });
    },
  };
}

/** Stores the demonstration's enrolments as facts as well, so that its students can be in timetabled sessions. */
async function tellEnrolments(client: pg.ClientBase, day: string): Promise<void> {
  await client.query(
    `with news as (
       select e.*, row_number() over (order by e.id) as n
       from enrolment e join class c on c.id = e.class_id and c.demo
       where jsonb_build_object('from', e.from_date::text, 'to', e.to_date::text) is distinct from (
         select f.body from fact f where f.thing = e.id and f.kind = 'enrolment' order by f.seq desc limit 1
       )
     ), counted as (
       update change_counter set seq = seq + (select count(*) from news) returning seq
     )
     insert into fact (seq, id, kind, at, actor, role, person_id, class_id, thing, body)
     select counted.seq - (select count(*) from news) + n, gen_random_uuid(), 'enrolment', $1::date, 'muster', 'monitor',
       person_id, class_id, news.id, jsonb_build_object('from', from_date::text, 'to', to_date::text)
     from news, counted`,
    [day],
  );
}

async function readDemoState(query: Query, day: string): Promise<DemoState> {
  const [row] = await query<{ students: number; classes: number }>(
    `select count(distinct e.person_id) as students, count(distinct e.class_id) as classes
     from class c join enrolment e on e.class_id = c.id
     where c.demo and e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)`,
    [day],
  );
  const { students = 0, classes = 0 } = row ?? {};
  return { active: students > 0, students, classes };
}
