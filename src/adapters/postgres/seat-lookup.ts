import type { SeatLookup } from "../../app/registers/students-of-session.ts";
import { seatCounts } from "./ended-demo.ts";
import { whoGoesBy } from "./own-id.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { seatsOfSessions } from "./seats-of-sessions.ts";
import { studentHolders } from "./student-holders.ts";

/** Whose student ids are, and who has a seat: asked by rights and by deeds alike. */
export function seatLookup(query: PooledQuery): SeatLookup {
  return {
    findStudents: (studentIds, span) => studentHolders(query, studentIds, span),

    async findStudentsToday(studentIds) {
      if (studentIds.length === 0) return new Map();
      const rows = await query<{ value: string; person_id: string }>(
        `select asked.value, known.id as person_id
         from unnest($1::text[]) as asked (value) cross join lateral ${whoGoesBy("asked.value")} known`,
        [studentIds],
      );
      return new Map(rows.map(({ value, person_id }) => [value, person_id]));
    },

    async seatedAmong(session, students) {
      if (students.length === 0) return new Set();
      const rows = await query<{ person_id: string }>(
        `select seat.person_id from (${seatsOfSessions}) seat where seat.person_id = any($2::uuid[])`,
        [[session], students],
      );
      return new Set(rows.map(({ person_id }) => person_id));
    },

    async leftWithDemo(session, students) {
      if (students.length === 0) return new Set();
      const rows = await query<{ person_id: string }>(
        `select asked.person_id from unnest($2::uuid[]) as asked (person_id)
         where not ${seatCounts("$1::uuid", "asked.person_id")}`,
        [session, students],
      );
      return new Set(rows.map(({ person_id }) => person_id));
    },
  };
}
