import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import {
  enrolledDays,
  roomCode,
  roomCount,
  roomsOfStudent,
  studentCount,
  studentId,
} from "../load/school.ts";

/** Puts the benchmarks' school into an empty store, in place of the demonstration's. */
export async function putSchool(client: pg.ClientBase): Promise<void> {
  await emptyStore(client);
  await client.query("truncate session, enrolment, class, room_name, room, identifier, person cascade");
  const rooms = Array.from({ length: roomCount }, (_, n) => ({
    id: uuidv7(),
    classId: uuidv7(),
    code: roomCode(n),
  }));
  const students = Array.from({ length: studentCount }, (_, n) => ({ id: uuidv7(), value: studentId(n) }));
  const places = students.flatMap(({ id }, n) =>
    roomsOfStudent(n).flatMap((room) => {
      const classId = rooms[room]?.classId;
      return classId === undefined ? [] : [{ id: uuidv7(), classId, personId: id }];
    }),
  );
  const roomValues = [rooms.map(({ id }) => id), rooms.map(({ code }) => code)];
  await client.query("insert into room (id, code) select * from unnest($1::uuid[], $2::text[])", roomValues);
  await client.query(
    "insert into room_name (room_id, name) select * from unnest($1::uuid[], $2::text[])",
    roomValues,
  );
  await client.query(
    `with made as (
       insert into class (id, code, title)
       select id, code, code from unnest($1::uuid[], $3::text[]) as given (id, code) returning id
     )
     insert into standing_room (id, class_id, room_id, from_date)
     select gen_random_uuid(), given.id, given.room, current_date - $4::int
     from unnest($1::uuid[], $2::uuid[]) as given (id, room)`,
    [rooms.map(({ classId }) => classId), ...roomValues, enrolledDays],
  );
  const studentValues = [students.map(({ id }) => id), students.map(({ value }) => value)];
  await client.query("insert into person (id, kind) select unnest($1::uuid[]), 'student'", [
    studentValues[0],
  ]);
  await client.query(
    `insert into identifier (scheme, person_id, value)
     select 'student_id', * from unnest($1::uuid[], $2::text[])`,
    studentValues,
  );
  await client.query(
    `insert into enrolment (id, class_id, person_id, from_date)
     select *, current_date - $4::int from unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
    [
      places.map(({ id }) => id),
      places.map(({ classId }) => classId),
      places.map(({ personId }) => personId),
      enrolledDays,
    ],
  );
  // What enrolments are judged by.
  await client.query(
    `with counted as (update change_counter set seq = seq + (select count(*) from enrolment) returning seq)
     insert into fact (seq, id, kind, at, actor, role, person_id, class_id, thing, body)
     select counted.seq + 1 - row_number() over (order by e.id), gen_random_uuid(), 'enrolment', now(), 'bench', 'import',
       e.person_id, e.class_id, e.id, jsonb_build_object('from', e.from_date::text, 'to', null)
     from enrolment e, counted`,
  );
  await client.query("analyze");
}

/** Forgets every scan and what was concluded from it; the school stays, with the days that were planned for it. */
export async function emptyStore(client: pg.ClientBase): Promise<void> {
  await client.query(
    "truncate scan, attempt, quarantine, tally, sender, sender_boot, mark, mark_revision cascade",
  );
}
