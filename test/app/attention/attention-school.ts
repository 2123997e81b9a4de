import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { attentionStore } from "../../../src/adapters/postgres/attention-store.ts";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import type { AttentionStore } from "../../../src/app/attention/attention-store.ts";
import {
  type AttentionReviewer,
  createAttentionReview,
  type Reviewed,
} from "../../../src/app/attention/create-attention-review.ts";
import { createFiguresOfStudents } from "../../../src/app/attention/figures-of-students.ts";
import {
  type ChangeContext,
  cancelSessions,
  enrolStudents,
  factOf,
  planSessions,
  type Touched,
} from "../../../src/app/facts/change-timetable.ts";
import type { FactTransaction } from "../../../src/app/facts/fact-transaction.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { finaliseSessions } from "../../../src/app/marks/finalise-sessions.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { undoClockCorrection } from "../../../src/app/quarantine/undo-clock-correction.ts";
import { mergePeople, unmergePeople } from "../../../src/app/rosters/merge-people.ts";
import type { AlertView } from "../../../src/contract/http/alerts.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { queryRows } from "../../parts/postgres.ts";
import { type LaidSchool, laySchool, timeZone } from "../figures/lay-school.ts";
import { native, openStoreOf } from "../rebuild/school.ts";

export { timeZone };

/** A school whose sessions are planned, attended and judged by the product's own use cases, and reviewed. */
export interface AttentionSchool {
  readonly laid: LaidSchool;
  readonly store: PostgresStore;
  readonly attention: AttentionStore;
  readonly figures: ReturnType<typeof createFiguresOfStudents>;
  readonly logged: Record<string, unknown>[];
  /** The time of day. */
  now: Temporal.Instant;
  /** Another review, as after a restart. */
  newReview(): AttentionReviewer;
  /** Reviews until nothing is left. */
  review(): Promise<Omit<Reviewed, "more">>;
  /** A class, taught by these members of staff. @returns its id */
  class(code: string, staff?: readonly { id: string; email: string | null }[]): Promise<string>;
  /** @returns the store id */
  student(id: string, classId: string, more?: { given?: string; family?: string }): Promise<string>;
  /** A session of an hour at 09:00 of a day. @returns its id */
  session(classId: string, day: string): Promise<string>;
  /** Students are seen at 09:01 of a day; the devices tell it at `now`. */
  scan(day: string, ...students: string[]): Promise<void>;
  /** Says that the scans of a day were taken with a clock put right. @returns the correction's id */
  takenByClock(day: string): Promise<string>;
  /** Takes that back. */
  withdraw(correction: string): Promise<void>;
  /** Tells everything of a record with that of a student. @param record its store id @returns the merge's id */
  merge(student: string, record: string): Promise<string>;
  unmerge(merge: string): Promise<void>;
  /** The session is over, its register taken: everybody who was not seen is absent. */
  close(session: string): Promise<void>;
  finalise(session: string): Promise<void>;
  cancel(session: string): Promise<void>;
  alerts(state?: "open" | "retracted" | "all"): Promise<readonly AlertView[]>;
  dispose(): Promise<void>;
}

/** @param start where the hands of the clock stand at first */
export async function openAttentionSchool(start: string): Promise<AttentionSchool> {
  const laid = await laySchool();
  const store = await openStoreOf(laid.database);
  const [room] = await queryRows<{ id: string }>(laid.database, "select id from room where code = 'R1'");
  if (!room) throw new Error("the school has no room");
  await queryRows(laid.database, "insert into room_name (name, room_id) values ('R1', $1)", [room.id]);
  const attention = attentionStore(laid.pool);
  const policy = { name: "credit", policy: { ...creditPolicy, version: 1 } };
  const figures = createFiguresOfStudents({
    store: figuresStore(laid.pool),
    timeZone,
    policy: () => policy,
  });
  const logged: Record<string, unknown>[] = [];
  const keep = (fields: Record<string, unknown>): void => void logged.push(fields);
  const newReview = (): AttentionReviewer =>
    createAttentionReview({
      store: attention,
      figures,
      policy: () => policy.policy,
      clock: { now: () => school.now },
      onChanged: () => undefined,
      log: { info: keep, warn: keep, error: keep },
    });
  const reviewer = newReview();

  async function change(
    work: (transaction: FactTransaction, context: ChangeContext) => Promise<Touched>,
  ): Promise<void> {
    const now = school.now;
    await store.timetable.write(async (transaction) => {
      const touched = await work(transaction, { now, actor: localOperator, reason: "test" });
      await judgeMarks(transaction, touched, { now, actor: musterItself, reason: null });
    });
  }

  const school: AttentionSchool = {
    laid,
    store,
    attention,
    figures,
    logged,
    now: Temporal.Instant.from(start),
    newReview,
    async review() {
      const sum = { students: 0, opened: 0, retracted: 0 };
      for (;;) {
        const { students, opened, retracted, more } = await reviewer.review(school.now);
        sum.students += students;
        sum.opened += opened;
        sum.retracted += retracted;
        if (!more) return sum;
      }
    },
    async class(code, staff = []) {
      const id = await laid.class(code);
      for (const { id: username, email } of staff) {
        const person = uuidv7();
        await queryRows(laid.database, "insert into person (id, kind, email) values ($1, 'staff', $2)", [
          person,
          email,
        ]);
        await queryRows(
          laid.database,
          "insert into identifier (scheme, value, person_id) values ('username', $1, $2)",
          [username, person],
        );
        await queryRows(laid.database, "insert into class_staff (class_id, person_id) values ($1, $2)", [
          id,
          person,
        ]);
      }
      return id;
    },
    async student(id, classId, more = {}) {
      const student = await laid.student(id, more);
      const enrolment = { id: uuidv7(), student, class: classId, from: "2026-09-01", to: null };
      await change((transaction, context) => enrolStudents(transaction, [enrolment], context));
      return student;
    },
    async session(classId, day) {
      const id = uuidv7();
      const start = at(day, "09:00");
      const plan = {
        id,
        kind: "timetabled" as const,
        start,
        end: start.add({ hours: 1 }),
        timeZone,
        day,
        rooms: [room.id],
        classes: [classId],
        required: true,
        weight: 1,
        title: "Lesson",
        sort: "",
        mode: "in_person" as const,
        staff: [],
        source: null,
      };
      await change((transaction, context) => planSessions(transaction, [plan], context));
      return id;
    },
    async scan(day, ...students) {
      const now = school.now;
      await store.ingest((transaction) =>
        recordBatch(
          transaction,
          students.map((student) => ({
            ...native({ student, room: "R1", at: at(day, "09:01"), decision: "granted" }),
          })),
          { now, timeZone, localTime: createLocalTime(timeZone) },
        ),
      );
    },
    async takenByClock(day) {
      const id = uuidv7();
      await queryRows(
        laid.database,
        `insert into clock_correction (id, sender, ahead_seconds, reason, actor, role, at)
         select $1, min(sender), 60, 'it was ahead', 'local operator', 'operator', $3 from scan where occurred_at::date = $2`,
        [id, day, school.now.toString()],
      );
      await queryRows(
        laid.database,
        "update scan set clock_correction_id = $1 where occurred_at::date = $2",
        [id, day],
      );
      return id;
    },
    async withdraw(correction) {
      const context = { now: school.now, actor: localOperator, reason: "it was not ahead" };
      const outcome = await store.clocks.write((transaction) =>
        undoClockCorrection(transaction, correction, timeZone, context),
      );
      if ("refused" in outcome) throw new Error(outcome.refused);
    },
    async merge(student, record) {
      const context = { now: school.now, actor: localOperator, reason: "one person" };
      const [kept] = await queryRows<{ person_id: string }>(
        laid.database,
        "select person_id from identifier where scheme = 'student_id' and value = $1",
        [student],
      );
      const outcome = await store.imports.write((work) =>
        mergePeople(work, kept?.person_id ?? "", record, context),
      );
      if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
      return outcome.value.id;
    },
    async unmerge(merge) {
      const context = { now: school.now, actor: localOperator, reason: "two people" };
      const outcome = await store.imports.write((work) => unmergePeople(work, merge, context));
      if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    },
    close: (session) =>
      change(async (transaction, context) => {
        const found = await transaction.findSessions([session]);
        await transaction.addFacts([factOf(session, { kind: "signed_off", unseen: null }, context)]);
        await transaction.putSessions(found.map((each) => ({ ...each, state: "closed" })));
        return { sessions: [session], students: [] };
      }),
    async finalise(session) {
      await store.timetable.write((transaction) =>
        finaliseSessions(transaction, [{ session, at: school.now }], { actor: musterItself, reason: null }),
      );
    },
    cancel: (session) =>
      change((transaction, context) => cancelSessions(transaction, [session], "cancelled", context)),
    alerts: (state = "open") => attention.alerts({ state, day: "2026-11-20" }, null, 200),
    async dispose() {
      await store.close();
      await laid.close();
    },
  };
  return school;
}

/** A local time of a day. */
export function at(day: string, time: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant();
}
