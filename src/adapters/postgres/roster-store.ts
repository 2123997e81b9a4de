import type pg from "pg";
import type { DemoRosterStore, DemoState, DemoTransaction } from "../../app/demo/roster-store.ts";
import { factTransaction } from "./fact-transaction.ts";
import { inTransaction } from "./in-transaction.ts";
import { preparedRun } from "./prepared-run.ts";
import { lockRosters } from "./roster-locks.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The roster, as far as the demonstration needs one. */
export function rosterStore(query: Query, pool: pg.Pool): DemoRosterStore {
  return {
    async isEmpty() {
      const [row] = await query<{ empty: boolean }>(
        "select not exists (select from person) and not exists (select from class) as empty",
        [],
      );
      return row?.empty ?? true;
    },

    demoState: (day) => readDemoState(query, day),

    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockRosters(client);
        return work(demoTransaction(client));
      }),
  };
}

function demoTransaction(client: pg.ClientBase): DemoTransaction {
  const run = preparedRun(client);
  return {
    facts: factTransaction(client, "the demonstration's"),

    async addSchool(school, mint) {
      const rooms = [...new Set(school.flatMap((row) => row.rooms))];
      await run(
        `insert into room (id, code, demo) select id, code, true from unnest($1::uuid[], $2::text[]) as given (id, code)
         on conflict (code) do nothing`,
        [rooms.map(() => mint()), rooms],
      );
      await run("update room set demo_ended_at = null where demo and demo_ended_at is not null", []);
      await run(
        `insert into room_name (name, room_id) select code, id from room where code = any($1::text[])
         on conflict (name) do nothing`,
        [rooms],
      );
      await run(
        `insert into class (id, code, title, demo)
         select id, code, code, true from unnest($1::uuid[], $2::text[]) as given (id, code)
         on conflict (code) do nothing`,
        [rooms.map(() => mint()), rooms],
      );
      const students = [...new Set(school.map(({ studentId }) => studentId))];
      await run(
        `with given as (
           select * from unnest($1::uuid[], $2::text[]) as given (id, value)
           where not exists (
             select from identifier i where i.scheme = 'student_id' and i.value = given.value and i.valid_to is null
           )
         ), people as (insert into person (id, kind, demo) select id, 'student', true from given)
         insert into identifier (scheme, value, person_id) select 'student_id', value, id from given`,
        [students.map(() => mint()), students],
      );
    },

    async leaveRooms(at) {
      await run("update room set demo_ended_at = $1 where demo and demo_ended_at is null", [
        toTimestamptz(at),
      ]);
    },

    async classes() {
      const rows = await run<{ id: string; code: string; room: string | null }>(
        `select c.id, c.code, r.id as room from class c left join room r on r.code = c.code and r.demo
         where c.demo order by c.code`,
        [],
      );
      return rows.map(({ id, code, room }) => ({ class: id, code, room }));
    },

    async students(ids) {
      const rows = await run<{ value: string; person_id: string }>(
        `select i.value, i.person_id from identifier i join person p on p.id = i.person_id and p.demo
         where i.scheme = 'student_id' and i.value = any($1::text[]) and i.valid_to is null`,
        [ids],
      );
      return new Map(rows.map(({ value, person_id }) => [value, person_id]));
    },

    async enrolments(day) {
      const rows = await run<{
        id: string;
        person_id: string;
        class_id: string;
        from_date: string;
        to_date: string | null;
      }>(
        `select e.id, e.person_id, e.class_id, e.from_date, e.to_date
         from enrolment e join class c on c.id = e.class_id and c.demo
         where e.to_date is null or ($1::date < e.to_date and e.from_date < e.to_date)`,
        [day],
      );
      return rows.map((row) => ({
        id: row.id,
        student: row.person_id,
        class: row.class_id,
        from: row.from_date,
        to: row.to_date,
      }));
    },
  };
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
