import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { toInstant } from "../../../src/adapters/postgres/to-instant.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import {
  type ChangeContext,
  cancelSessions,
  enrolStudents,
  factOf,
  planSessions,
  type Touched,
} from "../../../src/app/facts/change-timetable.ts";
import type { FactTransaction, NewFact, SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { checkMarks, type MarksReport } from "../../../src/app/rebuild/check-marks.ts";
import { joinScans } from "../../../src/app/rosters/join-scans.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import { native, openStoreOf } from "../rebuild/school.ts";

export const london = "Europe/London";
/** A Monday on which clocks in London show UTC. */
export const monday = "2026-11-09";
const localTime = createLocalTime(london);

/** An instant of that Monday by the clock, `09:05`. */
export function at(time: string, day = monday): Temporal.Instant {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(london).toInstant();
}

/** A school with a timetable on a real store: rooms R1 to R3, students S1 to S6, classes 7A and 7B. */
export interface TimetableSchool {
  readonly store: PostgresStore;
  readonly rooms: Readonly<Record<string, string>>;
  readonly students: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, string>>;
  plan(
    id: string,
    over: Partial<Pick<SessionPlan, "start" | "end" | "rooms" | "classes" | "required" | "weight" | "day">>,
  ): SessionPlan;
  /** Runs one use case and judges what it touched. */
  change(
    now: Temporal.Instant,
    work: (transaction: FactTransaction, context: ChangeContext) => Promise<Touched>,
  ): Promise<void>;
  planned(now: Temporal.Instant, ...plans: SessionPlan[]): Promise<void>;
  enrol(now: Temporal.Instant, student: string, of: string, from?: string, to?: string | null): Promise<void>;
  say(
    now: Temporal.Instant,
    fact: DistributiveOmit<NewFact, "id" | "at" | "actor" | "reason">,
    touched: Touched,
  ): Promise<void>;
  watch(now: Temporal.Instant, ...rooms: string[]): Promise<void>;
  cancel(now: Temporal.Instant, id: string, word: "cancelled" | "restored"): Promise<void>;
  /** As the monitor does it: judges everybody. */
  close(now: Temporal.Instant, ...sessions: string[]): Promise<void>;
  finalise(now: Temporal.Instant, session: string): Promise<void>;
  reopen(now: Temporal.Instant, session: string): Promise<void>;
  scan(
    now: Temporal.Instant,
    ...scans: {
      student: string;
      room: string;
      at: Temporal.Instant;
      direction?: "in" | "out";
      decision?: "granted" | "late" | "denied";
      id?: string;
    }[]
  ): Promise<void>;
  /** Says that a stored scan, by its number among them, was of this student. */
  join(now: Temporal.Instant, nth: number, student: string): Promise<void>;
  check(now: Temporal.Instant): Promise<MarksReport>;
  /** The statuses in a session by student, of those who have a mark. */
  statuses(session: string): Promise<Record<string, string>>;
  /** A statement past everybody who keeps the rules. */
  run(statement: string): Promise<void>;
  dispose(): Promise<void>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export async function openTimetableSchool(): Promise<TimetableSchool> {
  const database = await freshDatabase();
  const store = await openStoreOf(database);
  const minted = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, uuidv7()]));
  const rooms = minted(["R1", "R2", "R3"]);
  const students = minted(["S1", "S2", "S3", "S4", "S5", "S6"]);
  const classes = minted(["7A", "7B"]);
  for (const [code, id] of Object.entries(rooms)) {
    await queryRows(database, "insert into room (id, code) values ($1, $2)", [id, code]);
    await queryRows(database, "insert into room_name (name, room_id) values ($2, $1)", [id, code]);
  }
  for (const [value, id] of Object.entries(students)) {
    await queryRows(database, "insert into person (id, kind) values ($1, 'student')", [id]);
    await queryRows(
      database,
      "insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)",
      [id, value],
    );
  }
  for (const [code, id] of Object.entries(classes)) {
    await queryRows(database, "insert into class (id, code, title) values ($1, $2, $2)", [id, code]);
  }
  const idOf = (all: Record<string, string>, name: string): string => {
    const id = all[name];
    if (id === undefined) throw new RangeError(`the school has no ${name}`);
    return id;
  };
  const contextAt = (now: Temporal.Instant): ChangeContext => ({ now, actor: localOperator, reason: "test" });

  async function change(
    now: Temporal.Instant,
    work: (transaction: FactTransaction, context: ChangeContext) => Promise<Touched>,
  ): Promise<void> {
    await store.timetable.write(async (transaction) => {
      const touched = await work(transaction, contextAt(now));
      await judgeMarks(transaction, touched, { now, actor: musterItself, reason: null });
    });
  }

  async function turn(now: Temporal.Instant, session: string, word: "finalised" | "reopened"): Promise<void> {
    await store.timetable.write(async (transaction) => {
      const context = contextAt(now);
      const judge = { now, actor: musterItself, reason: null };
      if (word === "finalised") await judgeMarks(transaction, { sessions: [session], students: [] }, judge);
      await transaction.addFacts([factOf(session, { kind: word }, context)]);
      const found = await transaction.findSessions([session]);
      await transaction.putSessions(
        found.map((stored) => ({
          ...stored,
          state: word === "finalised" ? "final" : "reopened",
          finalisedAt: word === "finalised" ? now : null,
        })),
      );
      if (word === "reopened") await judgeMarks(transaction, { sessions: [session], students: [] }, judge);
    });
  }

  return {
    store,
    rooms,
    students,
    classes,
    plan: (id, over) => ({
      id,
      kind: "timetabled",
      start: at("09:00"),
      end: at("10:00"),
      timeZone: london,
      day: monday,
      rooms: [idOf(rooms, "R1")],
      classes: [idOf(classes, "7A")],
      required: true,
      weight: 1,
      title: "",
      sort: "",
      mode: "in_person",
      staff: [],
      source: null,
      ...over,
    }),
    change,
    planned: (now, ...plans) =>
      change(now, (transaction, context) => planSessions(transaction, plans, context)),
    enrol: (now, student, of, from = "2026-09-01", to = null) =>
      change(now, async (transaction, context) => {
        const [known] = await queryRows<{ id: string }>(
          database,
          "select id from enrolment where person_id = $1 and class_id = $2",
          [idOf(students, student), idOf(classes, of)],
        );
        const enrolment = {
          id: known?.id ?? uuidv7(),
          student: idOf(students, student),
          class: idOf(classes, of),
          from,
          to,
        };
        return enrolStudents(transaction, [enrolment], context);
      }),
    say: (now, fact, touched) =>
      change(now, async (transaction, { actor, reason }) => {
        await transaction.addFacts([{ id: uuidv7(), at: now, actor, reason, ...fact }]);
        return touched;
      }),
    watch: (now, ...names) =>
      change(now, async (transaction, { actor, reason }) => {
        await transaction.addFacts(
          names.map((name) => ({
            id: uuidv7(),
            at: now,
            actor,
            reason,
            kind: "watch",
            watch: uuidv7(),
            room: idOf(rooms, name),
            reader: `door-${name}`,
            from: at("00:00", "2026-09-01"),
            to: null,
            health: true,
          })),
        );
        return { sessions: await transaction.sessionsOfClasses(Object.values(classes), null), students: [] };
      }),
    cancel: (now, id, word) =>
      change(now, (transaction, context) => cancelSessions(transaction, [id], word, context)),
    close: (now, ...sessions) =>
      change(now, async (transaction) => {
        const found = await transaction.findSessions(sessions);
        await transaction.putSessions(
          found
            .filter(({ state }) => state === "scheduled" || state === "open")
            .map((session) => ({ ...session, state: "closed" })),
        );
        return { sessions, students: [] };
      }),
    finalise: (now, session) => turn(now, session, "finalised"),
    reopen: (now, session) => turn(now, session, "reopened"),
    async scan(now, ...scans) {
      await store.ingest((transaction) =>
        recordBatch(
          transaction,
          scans.map((scan) => ({ ...native({ decision: "granted", ...scan }) })),
          { now, timeZone: london, localTime },
        ),
      );
    },
    async join(now, nth, student) {
      const [scan] = await queryRows<{ id: string; occurred_at: string; person_id: string | null }>(
        database,
        `select s.id, s.occurred_at, coalesce(
           (select f.person_id from fact f where f.kind = 'identity' and f.thing = s.id order by f.seq desc limit 1),
           s.person_id
         ) as person_id from scan s order by s.seq offset $1 limit 1`,
        [nth],
      );
      if (!scan) return;
      await change(now, (transaction, context) =>
        joinScans(
          transaction,
          [
            {
              scan: scan.id,
              at: toInstant(scan.occurred_at),
              student: scan.person_id,
              person: idOf(students, student),
            },
          ],
          context,
        ),
      );
    },
    check: (now) => store.timetable.read((reading) => checkMarks(reading, now)),
    async statuses(session) {
      const rows = await queryRows<{ value: string; status: string }>(
        database,
        `select i.value, m.status from mark m join identifier i on i.person_id = m.person_id
         where m.session_id = $1 order by 1`,
        [session],
      );
      return Object.fromEntries(rows.map(({ value, status }) => [value, status]));
    },
    async run(statement) {
      await queryRows(database, statement);
    },
    async dispose() {
      await store.close();
      await database.drop();
    },
  };
}
