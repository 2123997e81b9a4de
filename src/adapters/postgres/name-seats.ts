import type pg from "pg";
import type { NameSeats } from "../../app/marks/name-changed-marks.ts";
import { personColumns } from "./sessions-reading.ts";
import { toInstant } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Names sessions and students, over a pool. */
export function nameSeats(query: Query): NameSeats {
  return async (seats) => {
    if (seats.length === 0) return [];
    const rows = await query<{
      session: string;
      kind: "timetabled" | "standing";
      title: string;
      day: string;
      starts_at: string;
      person: string;
      own_id: string;
      name: string | null;
    }>(
      `select s.id as session, s.kind, s.title, s.day, s.starts_at, p.id as person, ${personColumns("p")}
       from unnest($1::uuid[], $2::uuid[]) as asked (session_id, person_id)
       join session s on s.id = asked.session_id
       join person p on p.id = asked.person_id`,
      [seats.map(({ session }) => session), seats.map(({ student }) => student)],
    );
    return rows.map(({ starts_at, own_id: student, ...row }) => ({
      ...row,
      student,
      start: toInstant(starts_at),
    }));
  };
}
