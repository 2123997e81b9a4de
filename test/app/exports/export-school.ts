import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { currentPolicy } from "../../../src/adapters/postgres/current-policy.ts";
import { exportStore } from "../../../src/adapters/postgres/export-store.ts";
import { sessionsWriting } from "../../../src/adapters/postgres/sessions-writing.ts";
import { timetableStore } from "../../../src/adapters/postgres/timetable-store.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import type { ExportStore } from "../../../src/app/exports/export-store.ts";
import { enrolStudents } from "../../../src/app/facts/change-timetable.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import type { Clock } from "../../../src/app/ports.ts";
import { createSessions, type Sessions } from "../../../src/app/registers/create-sessions.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type LaidSchool, laySchool, timeZone } from "../figures/lay-school.ts";

export const instanceId = "0196f0a0-0000-7000-8000-00000000000a";
export const monday = "2026-11-09";

/** A time of that week by the clock in London, which shows UTC. */
export const at = (time: string, day = monday): Temporal.Instant =>
  Temporal.Instant.from(`${day}T${time}:00Z`);

/**
 * Class 7A with S1, S2 and S3 (whose names are hard to write), taught by t.hill in room B1. On Monday at 09:00 S1 came in
 * time, S2 late and S3 not; on Tuesday at 14:00 nobody but S2 came, and S1 was ill.
 */
export interface ExportSchool extends Pick<LaidSchool, "database" | "pool"> {
  readonly store: ExportStore;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly monday: string;
  readonly tuesday: string;
  turn(to: Temporal.Instant): void;
  plan(start: Temporal.Instant, minutes: number, title: string): Promise<string>;
  close(): Promise<void>;
}

export async function openExportSchool(): Promise<ExportSchool> {
  const school = await laySchool();
  const { pool } = school;
  const run = async (text: string, ...values: unknown[]): Promise<void> =>
    void (await pool.query(text, values));
  await currentPolicy(async (text, values) => (await pool.query(text, [...values])).rows, {
    name: "credit",
    policy: creditPolicy,
  });
  let now = at("07:00");
  const clock: Clock = { now: () => now };
  const store = timetableStore(pool);
  const sessions = createSessions({
    answersByMail: null,
    store: sessionsWriting(pool),
    clock,
    timeZone,
    onChanged: () => undefined,
  });

  const room = uuidv7();
  await run("insert into room (id, code) values ($1, 'B1')", room);
  await run("insert into room_name (name, room_id) values ('B1', $1)", room);
  const teacher = uuidv7();
  await run(
    "insert into person (id, kind, given_name, family_name) values ($1, 'staff', 'Terry', 'Hill')",
    teacher,
  );
  await run("insert into identifier (scheme, value, person_id) values ('username', 't.hill', $1)", teacher);
  const term = await school.term("T1", "2026-09-01", "2026-12-18");
  const maths = await school.class("7A", { term });
  const students = new Map([
    ["S1", await school.student("S1", { given: "=2+5", family: 'O"Hara, the first' })],
    ["S2", await school.student("S2", { given: "Юрий", family: "Müller" })],
    ["S3", await school.student("S3", { given: "@nna", family: "Żak" })],
  ]);
  const context = () => ({ actor: musterItself, reason: null, now });
  await store.write(async (transaction) => {
    await transaction.addFacts([
      {
        id: uuidv7(),
        at: now,
        actor: localOperator,
        reason: null,
        kind: "watch",
        watch: uuidv7(),
        room,
        reader: "door",
        from: at("00:00", "2026-09-01"),
        to: null,
        health: true,
      },
    ]);
    const enrolled = Array.from(students.values(), (student) => ({
      id: uuidv7(),
      student,
      class: maths,
      from: "2026-09-01",
      to: null,
    }));
    await enrolStudents(transaction, enrolled, context());
  });

  async function plan(start: Temporal.Instant, minutes: number, title: string): Promise<string> {
    const outcome = await sessions.plan(
      localOperator,
      {
        classes: ["7A"],
        rooms: ["B1"],
        staff: ["t.hill"],
        start,
        end: start.add({ minutes }),
        title,
        sort: "Lesson",
        mode: "in_person",
        required: true,
        weight: 1,
        beside: false,
      },
      null,
    );
    if ("refused" in outcome) throw new Error(JSON.stringify(outcome.refused));
    return outcome.done;
  }

  async function scan(student: string, when: Temporal.Instant, identified = true): Promise<void> {
    now = when;
    const person = students.get(student);
    if (person === undefined) throw new RangeError(`there is no student ${student}`);
    const seq = await store.write((transaction) => transaction.takeSeqs(1));
    await run(
      `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
         clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, location, room_id,
         decision, live)
       values ($1, $2, 'native', 'door', sha256($5::text::bytea), 'door/scans', 1, $8, $3, $4, 'device', false, '',
         'student_id', $5::text, $6, $9, 'B1', $7, $10, true)`,
      uuidv7(),
      seq,
      when.toString(),
      when.toString(),
      student,
      person,
      room,
      Buffer.from(JSON.stringify({ student, at: when.toString() })),
      identified,
      identified ? "granted" : "denied",
    );
    if (!identified) return;
    await store.write((transaction) =>
      judgeMarks(
        transaction,
        { sessions: [], students: [{ student: person, from: when, to: when }] },
        context(),
      ),
    );
  }

  async function endSession(session: string, when: Temporal.Instant): Promise<void> {
    now = when;
    await store.write(async (transaction) => {
      const found = await transaction.findSessions([session]);
      await transaction.putSessions(found.map((each) => ({ ...each, state: "closed" })));
      await judgeMarks(transaction, { sessions: [session], students: [] }, context());
    });
  }

  const first = await plan(at("09:00"), 60, "=Maths");
  await scan("S1", at("09:03"));
  await scan("S2", at("09:12"));
  await scan("S3", at("09:14"), false);
  await endSession(first, at("10:15"));
  const tuesday = "2026-11-10";
  now = at("08:00", tuesday);
  const second = await plan(at("14:00", tuesday), 60, "");
  const leave = await sessions.recordAbsence(
    localOperator,
    {
      student: "S1",
      from: at("13:00", tuesday),
      to: at("17:00", tuesday),
      category: "I",
      effect: "authorised",
      state: "approved",
    },
    "a cold",
  );
  if ("refused" in leave) throw new Error(JSON.stringify(leave.refused));
  await scan("S2", at("14:01", tuesday));
  await endSession(second, at("15:15", tuesday));
  now = at("16:00", tuesday);

  return {
    database: school.database,
    pool,
    store: exportStore(pool),
    sessions,
    clock,
    monday: first,
    tuesday: second,
    turn(to) {
      now = to;
    },
    plan,
    close: () => school.close(),
  };
}
