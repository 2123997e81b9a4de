import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import type { MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type FreshDatabase, freshDatabase } from "../../parts/postgres.ts";

export const timeZone = "Europe/London";

export interface LaidSession {
  readonly id?: string;
  readonly classes: readonly string[];
  readonly start: Temporal.Instant;
  readonly minutes?: number;
  readonly required?: boolean;
  readonly weight?: number;
  readonly state?: string;
}

export interface LaidMark {
  readonly session: string;
  readonly student: string;
  readonly status: MarkStatus;
  readonly arrival?: "present" | "late" | null;
  readonly presentMs?: number | null;
  readonly leave?: "authorised" | "elsewhere" | null;
  readonly firstSeen?: Temporal.Instant | null;
  readonly lastSeen?: Temporal.Instant | null;
}

/** A school laid into a real store by hand, with the pool that the product reads it by. */
export interface LaidSchool {
  readonly database: FreshDatabase;
  readonly pool: pg.Pool;
  /** @returns the store id of the student */
  student(id: string, more?: { cohort?: string; given?: string; family?: string }): Promise<string>;
  class(code: string, more?: { course?: string; term?: string }): Promise<string>;
  term(code: string, from: string, to: string): Promise<string>;
  course(code: string): Promise<string>;
  enrol(student: string, classId: string, from: string, to?: string | null): Promise<void>;
  session(session: LaidSession): Promise<string>;
  mark(mark: LaidMark): Promise<void>;
  /** A class's standing session of a day. */
  standingDay(classId: string, day: string): Promise<string>;
  standingMark(session: string, student: string, status: "present" | "late"): Promise<void>;
  policy(version: number, preset: string, numbers: object): Promise<void>;
  close(): Promise<void>;
}

/** Lays an empty school, whose tables are those of the product. */
export async function laySchool(): Promise<LaidSchool> {
  const database = await freshDatabase();
  const pool = createPool(database.address, { max: 4, name: "test figures", lookups: true });
  const run = async (text: string, values: unknown[]): Promise<void> => {
    await pool.query(text, values);
  };
  const made = async (text: string, ...values: unknown[]): Promise<string> => {
    const id = uuidv7();
    await run(text, [id, ...values]);
    return id;
  };

  await made("insert into room (id, code) values ($1, 'R1')");
  const { version: _, ...numbers } = creditPolicy;
  await run(
    `insert into policy (version, name, preset, numbers, from_at) values (1, 'credit', 'credit', $1::jsonb, '1970-01-01')`,
    [JSON.stringify(numbers)],
  );

  return {
    database,
    pool,
    async student(id, more = {}) {
      const person = await made(
        `insert into person (id, kind, given_name, family_name, cohort) values ($1, 'student', $2, $3, $4)`,
        more.given ?? null,
        more.family ?? null,
        more.cohort ?? null,
      );
      await run("insert into identifier (scheme, value, person_id) values ('student_id', $1, $2)", [
        id,
        person,
      ]);
      return person;
    },
    class: (code, { course, term } = {}) =>
      made(
        `insert into class (id, code, title, course_id, term_id) values ($1, $2, $3, $4, $5)`,
        code,
        `Class ${code}`,
        course ?? null,
        term ?? null,
      ),
    term: (code, from, to) =>
      made(
        "insert into term (id, code, title, from_date, to_date) values ($1, $2, $3, $4, $5)",
        code,
        `Term ${code}`,
        from,
        to,
      ),
    course: (code) =>
      made("insert into course (id, code, title) values ($1, $2, $3)", code, `Course ${code}`),
    async enrol(student, classId, from, to = null) {
      await made(
        "insert into enrolment (id, class_id, person_id, from_date, to_date) values ($1, $2, $3, $4, $5)",
        classId,
        student,
        from,
        to,
      );
    },
    async session({
      id = uuidv7(),
      classes,
      start,
      minutes = 60,
      required = true,
      weight = 1,
      state = "closed",
    }) {
      const end = start.add({ minutes });
      await run(
        `insert into session
           (id, kind, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, mode, required, weight, state)
         values ($1, 'timetabled', $2, $3, $4, $3, $4, $5, 'Lesson', 'in_person', $6, $7, $8)`,
        [
          id,
          start.toZonedDateTimeISO(timeZone).toPlainDate().toString(),
          start.toString(),
          end.toString(),
          timeZone,
          required,
          weight,
          state,
        ],
      );
      for (const each of classes) {
        await run("insert into session_class (session_id, class_id, starts_at) values ($1, $2, $3)", [
          id,
          each,
          start.toString(),
        ]);
      }
      return id;
    },
    async mark({
      session,
      student,
      status,
      arrival = null,
      presentMs = null,
      leave = null,
      firstSeen = null,
      lastSeen = null,
    }) {
      await run(
        `insert into mark
           (session_id, person_id, starts_at, revision, status, arrival, present_ms, leave_effect, last_seen, first_seen, source)
         select id, $2, starts_at, 1, $3, $4, $5, $6, $7, $8, 'automatic' from session where id = $1`,
        [
          session,
          student,
          status,
          arrival,
          presentMs,
          leave,
          lastSeen?.toString() ?? null,
          firstSeen?.toString() ?? null,
        ],
      );
    },
    async standingDay(classId, day) {
      const start = Temporal.PlainDate.from(day).toZonedDateTime(timeZone);
      const id = uuidv7();
      const from = start.toInstant().toString();
      await run(
        `insert into session
           (id, kind, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, mode, required, weight, state)
         values ($1, 'standing', $2, $3, $4, $3, $4, $5, 'Room', 'in_person', true, 1, 'open')`,
        [id, day, from, start.add({ days: 1 }).toInstant().toString(), timeZone],
      );
      await run("insert into session_class (session_id, class_id, starts_at) values ($1, $2, $3)", [
        id,
        classId,
        from,
      ]);
      return id;
    },
    async standingMark(session, student, status) {
      await run(
        `insert into mark (session_id, person_id, starts_at, revision, status, first_seen, last_seen, source)
         select id, $2, starts_at, 1, $3, starts_at, starts_at, 'automatic' from session where id = $1`,
        [session, student, status],
      );
    },
    async policy(version, preset, numbers) {
      await run(
        "insert into policy (version, name, preset, numbers, from_at) values ($1, $2, $2, $3::jsonb, '2020-01-01')",
        [version, preset, JSON.stringify(numbers)],
      );
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}
