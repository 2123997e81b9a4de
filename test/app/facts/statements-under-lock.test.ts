import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { sessionsWriting } from "../../../src/adapters/postgres/sessions-writing.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import { cancelSessions, enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { applyImport } from "../../../src/app/imports/apply-import.ts";
import type { RosterWrites } from "../../../src/app/imports/import-plan.ts";
import { nothingPlanned } from "../../../src/app/imports/parts-of-plan.ts";
import { toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { finaliseSessions } from "../../../src/app/marks/finalise-sessions.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { putInForce } from "../../../src/app/policy/put-in-force.ts";
import { createPresent } from "../../../src/app/present/create-present.ts";
import { ingestWithPresent } from "../../../src/app/present/ingest-with-present.ts";
import { createSessionViews } from "../../../src/app/registers/create-session-views.ts";
import { createSessions } from "../../../src/app/registers/create-sessions.ts";
import { createRosterOffice } from "../../../src/app/rosters/create-roster-office.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";
import { openStoreOf, timeZone } from "../rebuild/school.ts";

/** A Monday from which on each case has days of its own. */
const firstDay = Temporal.PlainDate.from("2026-01-05");
const localTime = createLocalTime(timeZone);
const { version: _, ...credit } = creditPolicy;

let database: FreshDatabase;
let store: PostgresStore;
let pool: pg.Pool;
let now = at(firstDay, "06:00");

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStoreOf(database);
  pool = createPool(database.address, { max: 2, name: "test statements" });
}, 60_000);
afterAll(async () => {
  await pool.end();
  await store.close();
  await database.drop();
});

function at(day: Temporal.PlainDate, time: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone, plainTime: time }).toInstant();
}

const clock = { now: () => now };
const context = (reason: string | null = null) => ({ actor: localOperator, reason, now });
const onChanged = () => undefined;
const monitor = () => createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone });
const office = () => createRosterOffice({ store: store.imports, clock, timeZone, onChanged });
const registers = () =>
  createSessions({
    answersByMail: null,
    store: sessionsWriting(pool),
    clock,
    timeZone,
    onChanged,
  });

const nothing = nothingPlanned.roster;
const importing = (roster: RosterWrites) =>
  store.imports.write((work) =>
    applyImport(work, { ...nothingPlanned, roster }, context(), timeZone, () => undefined),
  );

let cases = 0;

interface Asked {
  /** Students of each class. */
  readonly students: number;
  readonly sessions: number;
  /** Whether each session is of a class of its own, in a room of its own, all at one time: else one class's, one after the other. */
  readonly apart?: boolean;
  /** How many a day, where they are one after the other. */
  readonly aDay?: number;
}

interface Laid {
  readonly day: Temporal.PlainDate;
  readonly plans: readonly SessionPlan[];
  readonly ids: readonly string[];
  readonly rooms: readonly string[];
  readonly roomNames: readonly string[];
  readonly classes: readonly string[];
  /** Each class's, by their own ids and by those of the store. */
  readonly students: readonly { readonly id: string; readonly person: string; readonly class: string }[];
}

/** Classes with their students and sessions, on days that no other case has. */
async function lay({ students, sessions, apart = false, aDay = 8 }: Asked): Promise<Laid> {
  const nth = cases;
  cases += 1;
  const day = firstDay.add({ days: nth * 70 });
  now = at(day, "06:00");
  const groups = apart ? Math.max(sessions, 1) : 1;
  const made = Array.from({ length: groups }, (_, n) => ({
    room: uuidv7(),
    class: uuidv7(),
    code: `${nth}-${n}`,
  }));
  const people = made.flatMap((group) =>
    Array.from({ length: students }, (_, n) => ({
      person: uuidv7(),
      id: `S-${group.code}-${n}`,
      class: group.class,
    })),
  );
  const codes = made.map(({ code }) => code);
  await queryRows(database, "insert into room (id, code) select * from unnest($1::uuid[], $2::text[])", [
    made.map(({ room }) => room),
    codes,
  ]);
  await queryRows(
    database,
    "insert into room_name (room_id, name) select * from unnest($1::uuid[], $2::text[])",
    [made.map(({ room }) => room), codes],
  );
  await queryRows(
    database,
    "insert into class (id, code, title) select id, code, code from unnest($1::uuid[], $2::text[]) as given (id, code)",
    [made.map((group) => group.class), codes],
  );
  await addPeople(people);
  const plans = Array.from({ length: sessions }, (_, n): SessionPlan => {
    const group = made[apart ? n : 0];
    const on = apart ? day : day.add({ days: Math.floor(n / aDay) });
    const start = at(on, "08:00").add({ minutes: apart ? 0 : 60 * (n % aDay) });
    return {
      id: uuidv7(),
      kind: "timetabled",
      start,
      end: start.add({ minutes: 30 }),
      timeZone,
      day: on.toString(),
      rooms: [group?.room ?? ""],
      classes: [group?.class ?? ""],
      staff: [],
      required: true,
      weight: 1,
      title: "Lesson",
      sort: "",
      mode: "in_person",
      source: null,
    };
  });
  await store.timetable.write(async (transaction) => {
    const enrolments = people.map(({ person, class: of }) => ({
      id: uuidv7(),
      student: person,
      class: of,
      from: day.toString(),
      to: null,
    }));
    await judgeMarks(transaction, await enrolStudents(transaction, enrolments, context()), context());
    await judgeMarks(transaction, await planSessions(transaction, plans, context()), context());
  });
  return {
    day,
    plans,
    ids: plans.map(({ id }) => id),
    rooms: made.map(({ room }) => room),
    roomNames: codes,
    classes: made.map((group) => group.class),
    students: people,
  };
}

async function addPeople(people: readonly { readonly person: string; readonly id: string }[]): Promise<void> {
  const persons = people.map(({ person }) => person);
  await queryRows(database, "insert into person (id, kind) select unnest($1::uuid[]), 'student'", [persons]);
  await queryRows(
    database,
    "insert into identifier (scheme, person_id, value) select 'student_id', * from unnest($1::uuid[], $2::text[])",
    [persons, people.map(({ id }) => id)],
  );
}

/** Everybody is seen in each session, by the way that scans take. */
async function seeAll(
  { plans, students }: Laid,
  over: { readonly who?: readonly string[] } = {},
): Promise<void> {
  const names = new Map(
    (await queryRows<{ id: string; code: string }>(database, "select id, code from room", [])).map(
      ({ id, code }) => [id, code],
    ),
  );
  const items = plans.flatMap(({ start, rooms, classes }) =>
    students
      .filter(
        ({ id, class: of }) => classes.includes(of) && (over.who === undefined || over.who.includes(id)),
      )
      .map(({ id }) => scanItem(id, names.get(rooms[0] ?? "") ?? "", start.add({ minutes: 1 }))),
  );
  await store.ingest((transaction) => recordBatch(transaction, items, { now, timeZone, localTime }));
}

function scanItem(student: string, room: string, occurredAt: Temporal.Instant, reader = "door") {
  return toIngestItem(
    {
      topic: `muster/v1/main/${reader}/scan`,
      payload: new TextEncoder().encode(
        JSON.stringify({
          v: 1,
          event_id: uuidv7(),
          occurred_at: occurredAt.toString(),
          clock: "ntp",
          subject: { scheme: "student_id", value: student },
          decision: "granted",
          location: room,
        }),
      ),
      qos: 1,
      retain: false,
      receivedAt: now,
      client: null,
    },
    { timeZone, maxSkewSeconds: 120 },
  );
}

/** How many statements some work takes, those that begin and end its transactions among them. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let asked = 0;
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    asked += 1;
    return Reflect.apply(query, this, given);
  });
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return asked;
}

/** A deed over so many things; `prepare` does what comes before it, uncounted. */
type Prepare = (many: number) => Promise<() => Promise<unknown>>;

const over = (laid: Laid): Temporal.Instant => laid.plans.at(-1)?.end.add({ hours: 1 }) ?? now;

const deeds: Readonly<
  Record<string, { readonly sizes: readonly [number, number]; readonly prepare: Prepare }>
> = {
  "a day without teaching, by sessions": {
    sizes: [20, 200],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many, apart: true });
      return () => office().putNonTeachingDay({ day: laid.day.toString(), title: "Founders" }, localOperator);
    },
  },
  "a day that is taught again, by sessions": {
    sizes: [20, 200],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many, apart: true });
      now = over(laid);
      await office().putNonTeachingDay({ day: laid.day.toString(), title: "Founders" }, localOperator);
      return () => office().removeNonTeachingDay(laid.day.toString(), localOperator);
    },
  },
  "an import of days without teaching, by days that have names of their own": {
    sizes: [3, 30],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many, aDay: 1 });
      const nonTeachingDays = laid.plans.map(({ day }) => ({ day, title: `Feast of ${day}`, source: "csv" }));
      return () => importing({ ...nothing, nonTeachingDays });
    },
  },
  "an import of days that are taught again": {
    sizes: [3, 30],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many, aDay: 1 });
      const nonTeachingDays = laid.plans.map(({ day }) => ({ day, title: "Feast", source: "csv" }));
      await importing({ ...nothing, nonTeachingDays });
      return () => importing({ ...nothing, endedDays: laid.plans.map(({ day }) => day) });
    },
  },
  "an import of cards that ended, by instants": {
    sizes: [3, 30],
    prepare: async (many) => {
      const laid = await lay({ students: many, sessions: 1 });
      const endedIdentifiers = laid.students.map(({ id }, n) => ({
        scheme: "student_id" as const,
        value: id,
        at: now.add({ minutes: n }),
      }));
      return () => importing({ ...nothing, endedIdentifiers });
    },
  },
  "finalising, by sessions": {
    sizes: [2, 20],
    prepare: async (many) => {
      const laid = await lay({ students: 3, sessions: many });
      now = over(laid);
      return () =>
        store.timetable.write((transaction) =>
          finaliseSessions(
            transaction,
            laid.ids.map((session) => ({ session, at: now })),
            { actor: musterItself, reason: null },
          ),
        );
    },
  },
  "finalising what was reopened, by sessions": {
    sizes: [2, 20],
    prepare: async (many) => {
      const laid = await lay({ students: 3, sessions: many, aDay: 1 });
      now = over(laid);
      const finalise = () =>
        store.timetable.write((transaction) =>
          finaliseSessions(
            transaction,
            laid.ids.map((session) => ({ session, at: now })),
            { actor: musterItself, reason: null },
          ),
        );
      await finalise();
      for (const id of laid.ids)
        expect(await registers().reopen(localOperator, id, "a mistake")).toHaveProperty("done");
      return async () => expect((await finalise()).length).toBe(many);
    },
  },
  "taking a word back, by revisions that scans made under it": {
    sizes: [2, 12],
    prepare: async (many) => {
      const laid = await lay({ students: 1, sessions: 1 });
      const [plan] = laid.plans;
      const student = laid.students[0]?.id ?? "";
      const session = laid.ids[0] ?? "";
      now = over(laid);
      const word = { to: { status: "present" }, reason: "seen by the teacher" } as const;
      await registers().correct(localOperator, session, { ...word, students: [{ student, revision: 0 }] });
      for (let n = many; n > 0; n -= 1) {
        const seenAt = (plan?.start ?? now).add({ minutes: n });
        const items = [scanItem(student, laid.roomNames[0] ?? "", seenAt)];
        await store.ingest((transaction) => recordBatch(transaction, items, { now, timeZone, localTime }));
      }
      const [last] = await queryRows<{ n: number }>(
        database,
        "select max(revision) as n from mark_revision where session_id = $1",
        [session],
      );
      const revision = last?.n ?? 0;
      return async () =>
        expect(
          await registers().undo(localOperator, session, { student, revision, reason: "a slip" }),
        ).toHaveProperty("done");
    },
  },
  "a reissued card, by cards that end with it": {
    sizes: [2, 20],
    prepare: async (many) => {
      const laid = await lay({ students: 1, sessions: 1 });
      const person = laid.students[0]?.person ?? "";
      const cards = Array.from({ length: many }, (_, n) => `card-${cases}-${n}`);
      await queryRows(
        database,
        "insert into identifier (scheme, person_id, value) select 'card_uid', $1, unnest($2::text[])",
        [person, cards],
      );
      now = over(laid);
      return async () =>
        expect(
          await office().reissue(
            person,
            { scheme: "card_uid", value: `new-${cases}`, ends: undefined, from: now, reason: "lost" },
            localOperator,
          ),
        ).toMatchObject({ kind: "done" });
    },
  },
  "a class by hand, by its staff": {
    sizes: [2, 20],
    prepare: async (many) => {
      await lay({ students: 1, sessions: 0 });
      const staff = Array.from({ length: many }, () => uuidv7());
      await queryRows(database, "insert into person (id, kind) select unnest($1::uuid[]), 'staff'", [staff]);
      return async () =>
        expect(
          await office().addClass({
            code: `BY-HAND-${cases}`,
            title: "",
            course: null,
            term: null,
            staff,
          }),
        ).toMatchObject({ kind: "done" });
    },
  },
  "signing off, by students": {
    sizes: [10, 60],
    prepare: async (many) => {
      const laid = await lay({ students: many, sessions: 1 });
      await seeAll(laid, { who: laid.students.slice(0, many / 2).map(({ id }) => id) });
      now = over(laid);
      await monitor().round(now);
      return async () =>
        expect(await registers().signOff(localOperator, laid.ids[0] ?? "", null, "absent")).toEqual({
          done: "final",
        });
    },
  },
  "enrolling, by students": {
    sizes: [30, 300],
    prepare: async (many) => {
      const laid = await lay({ students: 1, sessions: 5 });
      now = over(laid);
      const people = Array.from({ length: many }, (_, n) => ({ person: uuidv7(), id: `N-${cases}-${n}` }));
      await addPeople(people);
      const enrolments = people.map(({ person }) => ({
        id: uuidv7(),
        student: person,
        class: laid.classes[0] ?? "",
        from: laid.day.toString(),
        to: null,
      }));
      return () =>
        store.timetable.write(async (transaction) =>
          judgeMarks(transaction, await enrolStudents(transaction, enrolments, context()), context()),
        );
    },
  },
  "correcting, by students": {
    sizes: [3, 30],
    prepare: async (many) => {
      const laid = await lay({ students: many, sessions: 1 });
      now = over(laid);
      return async () =>
        expect(
          await registers().correct(localOperator, laid.ids[0] ?? "", {
            students: laid.students.map(({ id }) => ({ student: id, revision: 0 })),
            to: { status: "present" },
            reason: "seen by the teacher",
          }),
        ).toHaveProperty("done");
    },
  },
  "cancelling, by sessions": {
    sizes: [20, 200],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many, apart: true });
      now = over(laid);
      return () =>
        store.timetable.write(async (transaction) =>
          judgeMarks(
            transaction,
            await cancelSessions(transaction, laid.ids, "cancelled", context()),
            context(),
          ),
        );
    },
  },
  "leave, by sessions": {
    sizes: [6, 60],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many });
      now = over(laid);
      return async () =>
        expect(
          await registers().recordAbsence(
            localOperator,
            {
              student: laid.students[0]?.id ?? "",
              from: at(laid.day, "00:00"),
              to: now,
              category: "illness",
              effect: "authorised",
              state: "approved",
            },
            "a letter",
          ),
        ).toHaveProperty("done");
    },
  },
  "a timetable that moves, by sessions": {
    sizes: [20, 200],
    prepare: async (many) => {
      const laid = await lay({ students: 3, sessions: many });
      now = at(laid.day, "08:10");
      const moved = laid.plans.map((plan) => ({
        ...plan,
        start: plan.start.add({ minutes: 20 }),
        end: plan.end.add({ minutes: 20 }),
      }));
      return () =>
        store.timetable.write(async (transaction) =>
          judgeMarks(transaction, await planSessions(transaction, moved, context()), context()),
        );
    },
  },
  "a series that is planned, by sessions": {
    sizes: [5, 50],
    prepare: async (many) => {
      const laid = await lay({ students: 3, sessions: 0 });
      const times = Array.from({ length: many }, (_, n) => {
        const start = at(laid.day.add({ days: n }), "10:00");
        return { start, end: start.add({ hours: 1 }) };
      });
      now = at(laid.day.add({ days: 60 }), "10:00");
      return async () =>
        expect(
          await registers().planSeries(
            localOperator,
            {
              classes: laid.roomNames,
              rooms: laid.roomNames,
              staff: [],
              title: "Extra",
              sort: "",
              mode: "in_person",
              required: true,
              weight: 1,
              beside: false,
            },
            times,
            null,
          ),
        ).toHaveProperty("done");
    },
  },
  "two records that are one person's, by scans": {
    sizes: [6, 60],
    prepare: async (many) => {
      const laid = await lay({ students: 2, sessions: many });
      now = over(laid);
      const [kept, merged] = laid.students;
      await seeAll(laid, { who: [merged?.id ?? ""] });
      return async () =>
        expect(
          await office().merge(
            { kept: kept?.person ?? "", merged: merged?.person ?? "", reason: "the same person" },
            localOperator,
          ),
        ).toMatchObject({ kind: "done" });
    },
  },
  "a policy by which the past is judged anew, by sessions": {
    sizes: [20, 200],
    prepare: async (many) => {
      // What earlier cases left open would be judged with it.
      await queryRows(database, "update session set state = 'final', finalised_at = closes_at", []);
      const laid = await lay({ students: 3, sessions: many });
      await seeAll(laid);
      now = over(laid);
      return () =>
        store.policies.write((transaction) =>
          putInForce(transaction, {
            preset: "credit",
            numbers: { ...credit, onTimeGrace: 0 },
            rejudge: true,
            actor: localOperator,
            reason: "stricter",
            now,
          }),
        );
    },
  },
  "readers that are elsewhere, and come back, by readers": {
    sizes: [2, 20],
    prepare: async (many) => {
      const laid = await lay({ students: 1, sessions: 1, apart: false });
      const other = await lay({ students: 1, sessions: 1 });
      const student = laid.students[0]?.id ?? "";
      const [here = "", there = ""] = [laid.roomNames[0], other.roomNames[0]];
      now = over(other);
      const at = (minute: number, room: string) =>
        Array.from({ length: many }, (_, n) =>
          scanItem(
            student,
            room,
            now.subtract({ hours: 5 }).add({ minutes: minute }),
            `reader-${cases}-${n}`,
          ),
        );
      const record = (items: ReturnType<typeof at>) =>
        store.ingest((transaction) => recordBatch(transaction, items, { now, timeZone, localTime }));
      await record([...at(0, here), ...at(20, here)]);
      return () => record(at(10, there));
    },
  },
  "a backlog of four weeks, by scans": {
    sizes: [20, 200],
    prepare: async (many) => {
      const laid = await lay({ students: 10, sessions: 28, aDay: 1 });
      now = at(laid.day.add({ days: 29 }), "12:00");
      await monitor().round(now);
      const items = Array.from({ length: many }, (_, n) => {
        const plan = laid.plans[Math.floor((n * laid.plans.length) / many)];
        const student = laid.students[n % laid.students.length];
        const [room = ""] = laid.roomNames;
        return scanItem(student?.id ?? "", room, (plan?.start ?? now).add({ seconds: n }));
      });
      // Where the reader stood then is known.
      await queryRows(
        database,
        "insert into reader_move (reader, from_at, room_id) values ('main/door', $1, $2) on conflict do nothing",
        [at(laid.day, "00:00").toString(), laid.rooms[0]],
      );
      const knowing = ingestWithPresent({
        store,
        present: createPresent(),
        clock,
        onFailed: (error) => {
          throw error;
        },
      });
      await knowing.ready();
      return () =>
        knowing.ingest((transaction) =>
          recordBatch(transaction, items, { now, timeZone, localTime, plannedDays: new Set() }),
        );
    },
  },
};

test.each(Object.entries(deeds))(
  "under the writer's lock nothing asks once per item: %s",
  { timeout: 300_000 },
  async (_name, { sizes: [few, many], prepare }) => {
    const counts: number[] = [];
    for (const size of [few, many]) counts.push(await statementsOf(await prepare(size)));
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeLessThan(75);
  },
);

test("a round that closes sessions takes as many statements for each of its transactions, however many it closes", {
  timeout: 300_000,
}, async () => {
  const closing = async (many: number): Promise<number> => {
    await queryRows(database, "update session set state = 'final', finalised_at = closes_at", []);
    const laid = await lay({ students: 2, sessions: many, apart: true });
    const watching = monitor();
    now = at(laid.day, "08:30");
    await watching.round(now);
    now = over(laid);
    let closed = 0;
    const asked = await statementsOf(async () => {
      closed = (await watching.round(now)).closed;
    });
    expect(closed).toBe(many);
    return asked;
  };
  const one = await closing(20);
  const ten = await closing(200);
  expect(ten).toBeLessThanOrEqual(one * 10);
});

test("the rows of registers that pages show take as many statements for many sessions as for few, and visitors are told where they were", {
  timeout: 300_000,
}, async () => {
  const views = createSessionViews({ store: store.sessions, clock, timeZone });
  const counts: number[] = [];
  for (const many of [2, 20]) {
    const laid = await lay({ students: 3, sessions: many, apart: true });
    now = at(laid.day, "08:05");
    await monitor().round(now);
    await seeAll(laid);
    const [room = ""] = laid.rooms;
    // Somebody of another class, in the first room.
    const guest = laid.students.find(({ class: of }) => of !== laid.classes[0]);
    await queryRows(database, "update enrolment set to_date = from_date where person_id = $1", [
      guest?.person,
    ]);
    const visit = [scanItem(guest?.id ?? "", laid.roomNames[0] ?? "", now.subtract({ minutes: 1 }))];
    await store.ingest((transaction) => recordBatch(transaction, visit, { now, timeZone, localTime }));
    const seats = laid.plans.flatMap(({ id, classes }) =>
      laid.students
        .filter(({ class: of, id: student }) => classes.includes(of) && student !== guest?.id)
        .map(({ id: student }) => ({ session: id, student })),
    );
    let rows: Awaited<ReturnType<typeof views.liveRows>> = [];
    counts.push(
      await statementsOf(async () => {
        rows = await views.liveRows({ seats, rooms: [room], sessions: laid.ids });
      }),
    );
    const seen = rows.flatMap(({ marks }) => marks.filter(({ firstSeen }) => firstSeen !== null));
    expect(seen).toHaveLength(seats.length);
    const told = new Map(rows.map(({ session, visitors }) => [session, visitors]));
    expect(told.get(laid.ids[0] ?? "")?.map(({ student }) => student.id)).toEqual([guest?.id]);
    expect(told.get(laid.ids[1] ?? "")).toBeNull();
  }
  expect(counts[1]).toBe(counts[0]);
});
