import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { factTransaction } from "../../../src/adapters/postgres/fact-transaction.ts";
import { inTransaction } from "../../../src/adapters/postgres/in-transaction.ts";
import { sessionsStore } from "../../../src/adapters/postgres/sessions-reading.ts";
import { sessionsWriting } from "../../../src/adapters/postgres/sessions-writing.ts";
import { lockChanges } from "../../../src/adapters/postgres/timetable-store.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import type { ChangeContext, Touched } from "../../../src/app/facts/change-timetable.ts";
import type { FactTransaction } from "../../../src/app/facts/fact-transaction.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import type { Clock } from "../../../src/app/ports.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { createSessionViews, type SessionViews } from "../../../src/app/registers/create-session-views.ts";
import { createSessions, type Sessions } from "../../../src/app/registers/create-sessions.ts";
import type { SessionOutcome } from "../../../src/app/registers/session-refusal.ts";
import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import { openStoreOf } from "../rebuild/school.ts";

export const london = "Europe/London";
/** A Monday on which clocks in London show UTC. */
export const monday = "2026-11-09";

/** An instant of that Monday by the clock, `09:05`. */
export function at(time: string, day = monday): Temporal.Instant {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(london).toInstant();
}

/** A school on a real store, worked in by a person: rooms R1 to R3, classes 7A (S1 to S3) and 7B (S4 alone). */
export interface RegisterSchool {
  /** Ids in the store by code. */
  readonly rooms: ReadonlyMap<string, string>;
  readonly classes: ReadonlyMap<string, string>;
  /** Ids of students by their own. */
  readonly students: ReadonlyMap<string, string>;
  readonly sessions: Sessions;
  readonly views: SessionViews;
  readonly clock: Clock;
  readonly store: PostgresStore;
  /** What `onChanged` was told. */
  readonly told: readonly number[];
  /** Turns the clock to a time of that Monday, or to an instant. */
  turn(time: string | Temporal.Instant): void;
  /** Plans a session in R1 for 7A and returns its id: on that Monday, unless it is said to begin and end on another day. */
  plan(
    from: string,
    to: string,
    over?: {
      rooms?: string[];
      classes?: string[];
      beside?: boolean;
      start?: Temporal.Instant;
      end?: Temporal.Instant;
    },
  ): Promise<string>;
  /** Stores a scan as a reader that is well has it, and judges whom it is of. */
  scan(student: string, room: string, time: string): Promise<void>;
  /** A change by a feed, an import or the monitor, with what it touches judged. */
  change(work: (transaction: FactTransaction, context: ChangeContext) => Promise<Touched>): Promise<void>;
  /** As the monitor closes a session: judges everybody. */
  close(...sessions: string[]): Promise<void>;
  register(session: string): Promise<Omit<RegisterView, "may">>;
  /** The statuses of a register by student. */
  statuses(session: string): Promise<Record<string, string>>;
  /** Corrects a mark as it stands now. */
  correct(
    session: string,
    student: string,
    status: "present" | "absent" | "released",
  ): Promise<SessionOutcome<readonly string[]>>;
  /** What a rebuild finds different from what is stored. */
  differences(): Promise<readonly unknown[]>;
  rows<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  dispose(): Promise<void>;
}

export async function openRegisterSchool(): Promise<RegisterSchool> {
  const database = await freshDatabase();
  const store = await openStoreOf(database);
  const pool = createPool(database.address, { max: 2, name: "test registers" });
  let now = at("07:00");
  const clock: Clock = { now: () => now };
  const told: number[] = [];
  const rooms = new Map(["R1", "R2", "R3"].map((code) => [code, uuidv7()]));
  for (const [code, id] of rooms) {
    await queryRows(database, "insert into room (id, code) values ($1, $2)", [id, code]);
    await queryRows(database, "insert into room_name (name, room_id) values ($2, $1)", [id, code]);
  }
  const classes = new Map(["7A", "7B"].map((code) => [code, uuidv7()]));
  for (const [code, id] of classes) {
    await queryRows(database, "insert into class (id, code, title) values ($1, $2, 'Group ' || $2)", [
      id,
      code,
    ]);
  }
  const sessions = createSessions({
    answersByMail: null,
    store: sessionsWriting(pool),
    clock,
    timeZone: london,
    onChanged: (seq) => told.push(seq),
  });
  const views = createSessionViews({
    store: sessionsStore(pool),
    clock,
    timeZone: london,
  });

  // Readers that are well all along: what is known of them is what is stored of them.
  for (const [code, id] of rooms) {
    const reader = `door-${code}`;
    const from = at("00:00", "2026-09-01").toString();
    await queryRows(database, "insert into reader_move (reader, from_at, room_id) values ($1, $2, $3)", [
      reader,
      from,
      id,
    ]);
    await queryRows(database, "insert into device_alive (device, from_at, to_at) values ($1, $2, $3)", [
      reader,
      from,
      at("00:00", "2026-11-11").toString(),
    ]);
  }
  await store.timetable.write(async (transaction) => {
    const said = { at: now, actor: localOperator, reason: null };
    for (const [code, room] of rooms) {
      await transaction.addFacts([
        {
          ...said,
          id: uuidv7(),
          kind: "watch",
          watch: uuidv7(),
          room,
          reader: `door-${code}`,
          from: at("00:00", "2026-09-01"),
          to: null,
          health: true,
        },
      ]);
    }
  });
  const students = new Map<string, string>();
  for (const [student, code] of [
    ["S1", "7A"],
    ["S2", "7A"],
    ["S3", "7A"],
    ["S4", "7B"],
  ] as const) {
    const person = uuidv7();
    students.set(student, person);
    const enrolment = uuidv7();
    const of = classes.get(code) ?? "";
    await queryRows(
      database,
      "insert into person (id, kind, given_name, family_name) values ($1, 'student', 'Pat', $2)",
      [person, student],
    );
    await queryRows(
      database,
      "insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)",
      [person, student],
    );
    await store.timetable.write(async (transaction) => {
      const from = "2026-09-01";
      await transaction.putEnrolments([{ id: enrolment, student: person, class: of, from, to: null }]);
      await transaction.addFacts([
        {
          id: uuidv7(),
          at: now,
          actor: localOperator,
          reason: null,
          kind: "enrolment",
          enrolment,
          student: person,
          class: of,
          from,
          to: null,
        },
      ]);
    });
  }

  async function register(session: string): Promise<Omit<RegisterView, "may">> {
    const view = await views.register(session);
    if (!view) throw new RangeError(`the school has no session ${session}`);
    return view;
  }

  async function change(
    work: (transaction: FactTransaction, context: ChangeContext) => Promise<Touched>,
  ): Promise<void> {
    await store.timetable.write(async (transaction) => {
      const context = { now, actor: musterItself, reason: null };
      await judgeMarks(transaction, await work(transaction, context), context);
    });
  }

  return {
    rooms,
    classes,
    students,
    sessions,
    views,
    clock,
    store,
    told,
    turn(time) {
      now = typeof time === "string" ? at(time) : time;
    },
    async plan(from, to, over = {}) {
      const asked = {
        classes: ["7A"],
        rooms: ["R1"],
        staff: [],
        start: at(from),
        end: at(to),
        title: "",
        sort: "",
        mode: "in_person" as const,
        required: true,
        weight: 1,
        beside: false,
        ...over,
      };
      const outcome = await sessions.plan(localOperator, asked, null);
      if ("refused" in outcome) throw new Error(JSON.stringify(outcome.refused));
      return outcome.done;
    },
    scan: (student, room, time) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        const transaction = factTransaction(client);
        const occurredAt = at(time);
        const { rows } = await client.query<{ person_id: string }>(
          "select person_id from identifier where scheme = 'student_id' and value = $1",
          [student],
        );
        const person = rows[0]?.person_id ?? null;
        await client.query(
          `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
             clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, location, room_id,
             decision, live)
           values ($1, $2, 'native', 'door', sha256($5::text::bytea), 'door', 1, '', $3, $4, 'device', false, '',
             'student_id', $5::text, $6, true, $7, $8, 'granted', true)`,
          [
            uuidv7(),
            await transaction.takeSeqs(1),
            now.toString(),
            occurredAt.toString(),
            student,
            person,
            room,
            rooms.get(room),
          ],
        );
        if (person === null) return;
        const span = { student: person, from: occurredAt, to: occurredAt };
        const context = { now, actor: musterItself, reason: null };
        await judgeMarks(transaction, { sessions: [], students: [span] }, context);
      }),
    change,
    close: (...ids) =>
      change(async (transaction) => {
        const found = await transaction.findSessions(ids);
        await transaction.putSessions(found.map((session) => ({ ...session, state: "closed" })));
        return { sessions: ids, students: [] };
      }),
    register,
    async statuses(session) {
      const { marks } = await register(session);
      return Object.fromEntries(marks.map(({ student, status }) => [student.id, status]));
    },
    async correct(session, student, status) {
      const { marks } = await register(session);
      const revision = marks.find((mark) => mark.student.id === student)?.revision ?? 0;
      return sessions.correct(localOperator, session, {
        students: [{ student, revision }],
        to: status === "released" ? status : { status },
        reason: "seen by the teacher",
      });
    },
    differences: async () => (await store.timetable.read((reading) => checkMarks(reading, now))).differences,
    rows: (text, values = []) => queryRows(database, text, values),
    async dispose() {
      await pool.end();
      await store.close();
      await database.drop();
    },
  };
}
