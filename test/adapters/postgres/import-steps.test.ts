import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { inTransaction } from "../../../src/adapters/postgres/in-transaction.ts";
import { lockKeys } from "../../../src/adapters/postgres/lock-keys.ts";
import { lockRosters } from "../../../src/adapters/postgres/roster-locks.ts";
import { sessionsWriting } from "../../../src/adapters/postgres/sessions-writing.ts";
import { lockChanges, timetableStore } from "../../../src/adapters/postgres/timetable-store.ts";
import { createImports, type Imports, mostJudgedInStep } from "../../../src/app/imports/create-imports.ts";
import { ImportApplying } from "../../../src/app/imports/import-applying.ts";
import type { ImportSteps, ImportStore } from "../../../src/app/imports/import-store.ts";
import { StoreUnavailable } from "../../../src/app/ingest/ingest-transaction.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { createSessions } from "../../../src/app/registers/create-sessions.ts";
import { readUploadHere } from "../../../src/entry/read-upload-here.ts";
import { openStoreOf } from "../../app/rebuild/school.ts";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, timeZone, told } from "./import-school.ts";

let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
});
afterEach(() => school.close());

const now = Temporal.Instant.from("2026-11-22T12:00:00Z");
const each = (count: number, rowOf: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `${rowOf(at)}\n`).join("");

/** More rows than are written at once, of each kind; a part of the sessions is over. */
const files = [
  csv(
    "students.csv",
    `student_id,given_name,family_name,card_uid\n${each(120, (at) => `S${at},Given,Family,C${at}`)}`,
  ),
  csv(
    "enrolments.csv",
    `student_id,class,from,to\n${each(150, (at) => `S${at % 120},K-${at % 7},2026-09-01,`)}`,
  ),
  csv(
    "timetable.csv",
    `class,start,end,rooms,staff\n${each(90, (at) => {
      const day = String(10 + (at % 18)).padStart(2, "0");
      return `K-${at % 7},2026-11-${day} ${String(8 + (at % 9)).padStart(2, "0")}:00,2026-11-${day} ${String(8 + (at % 9)).padStart(2, "0")}:50,R${at % 5},turing`;
    })}`,
  ),
];

/** The school's store, with what each step of an import is written by. */
function stepping(by: (write: ImportSteps["write"]) => ImportSteps["write"]): ImportStore {
  const { store } = school;
  return {
    ...store,
    inSteps: (work, refusing) =>
      store.inSteps(({ read, write }) => work({ read, write: by(write) }), refusing),
  };
}

/** Imports as a process has them that comes to its end before its nth step. */
function diesBefore(step: number): Imports {
  let written = 0;
  const dying = stepping((write) => (one) => {
    written += 1;
    if (written === step) throw new Error("the process was killed");
    return write(one);
  });
  return importsOver(dying);
}

function importsOver(store: ImportStore, at = () => now): Imports {
  const clock = { now: at };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return createImports({
    store,
    read: readUploadHere(clock, timeZone),
    clock,
    timeZone,
    log,
    onChanged: () => undefined,
  });
}

const differences = async (at = now): Promise<number> => {
  const pool = createPool(school.database.address, { max: 1, name: "test check" });
  try {
    const { different } = await timetableStore(pool).read((reading) => checkMarks(reading, at));
    return different;
  } finally {
    await pool.end();
  }
};

test("a large import that is cut short anywhere is sound there, cannot be discarded, and is finished to the same school", async () => {
  await school.take("csv", files);
  const whole = await school.exported();
  const marks = "select count(*)::int as n from mark";
  const [expected] = await queryRows(school.database, marks);
  for (const step of [3, 6]) {
    await school.close();
    school = await openImportSchool();
    const { id } = await school.preview("csv", files);
    await expect(diesBefore(step).apply(id, true, secretary)).rejects.toThrow("was killed");
    expect(await school.imports.find(id)).toMatchObject({ state: "applying" });
    expect(await differences()).toBe(0);
    expect(await school.imports.discard(id, secretary)).toMatchObject({
      refusal: { code: "settled", state: "applying" },
    });
    await importsOver(school.store).finishBegun();
    expect(await school.imports.find(id)).toMatchObject({ state: "applied" });
    expect(await school.exported()).toEqual(whole);
    expect(await queryRows(school.database, marks)).toEqual([expected]);
    expect(await differences()).toBe(0);
    expect(told(await school.preview("csv", files, true))).toEqual([]);
    expect(await school.store.begun()).toEqual([]);
  }
});

test("a session is neither planned nor moved by hand while a large import is being written; before and after, it is asked about", async () => {
  const pool = createPool(school.database.address, { max: 2, name: "test by hand" });
  try {
    const { store } = school;
    const sessions = createSessions({
      answersByMail: null,
      store: sessionsWriting(pool),
      clock: { now: () => now },
      timeZone,
      onChanged: () => undefined,
    });
    const inTheWay = {
      // In the middle of one of the import's.
      start: Temporal.ZonedDateTime.from(`2026-11-23T12:10[${timeZone}]`).toInstant(),
      end: Temporal.ZonedDateTime.from(`2026-11-23T12:40[${timeZone}]`).toInstant(),
      classes: ["K-6"],
      rooms: ["R4"],
      staff: [],
      title: "",
      sort: "lecture",
      mode: "in_person",
      required: true,
      weight: 1,
      beside: false,
    } as const;
    const byHand = () => sessions.plan(secretary, inTheWay, "by hand");
    const said: Awaited<ReturnType<typeof byHand>>[] = [];
    const beside = stepping((write) => async (one) => {
      const written = await write(one);
      if ((await store.begun()).length > 0) said.push(await byHand());
      return written;
    });
    const { id } = await school.preview("csv", files);
    await importsOver(beside).apply(id, true, secretary);
    expect(said.length).toBeGreaterThan(5);
    expect(said).toEqual(said.map(() => ({ refused: [{ code: "import_applying" }] })));
    expect(await byHand()).toMatchObject({ refused: [{ code: "session_there" }] });
  } finally {
    await pool.end();
  }
});

test.each([
  { of: "few rows from which many marks follow", students: 45, sessions: 10 },
  { of: "more rows than are written at once", students: 210, sessions: 4 },
])("no step judges more marks than devices wait for: $of", async ({ students, sessions }) => {
  const there = [
    csv(
      "students.csv",
      `student_id,given_name,family_name\n${each(students, (at) => `S${at},Given,Family`)}`,
    ),
    csv(
      "timetable.csv",
      `class,start,end,rooms\n${each(sessions, (at) => `K-1,2026-11-${10 + at} 09:00,2026-11-${10 + at} 09:50,R1`)}`,
    ),
  ];
  const enrolments = [
    csv("enrolments.csv", `student_id,class,from,to\n${each(students, (at) => `S${at},K-1,2026-09-01,`)}`),
  ];
  const judged: number[] = [];
  const counting = stepping((write) => async (one) => {
    const seats = new Set<string>();
    const written = await write((given) => {
      const timetable: typeof given.timetable = {
        ...given.timetable,
        async sessionsAround(spans) {
          const around = await given.timetable.sessionsAround(spans);
          for (const { student, session } of around) seats.add(`${student} ${session}`);
          return around;
        },
      };
      return one({ ...given, timetable });
    });
    judged.push(seats.size);
    return written;
  });
  await school.take("csv", there);
  const { id } = await school.preview("csv", enrolments);
  await importsOver(counting).apply(id, true, secretary);
  expect(await school.imports.find(id)).toMatchObject({ state: "applied" });
  expect(judged.filter((seats) => seats > mostJudgedInStep)).toEqual([]);
  // Each once: nobody is judged again because others of the class are enrolled.
  expect(judged.reduce((sum, seats) => sum + seats, 0)).toBe(students * sessions);
  expect(await queryRows(school.database, "select count(*)::int as n from mark")).toEqual([
    { n: students * sessions },
  ]);
  expect(await differences()).toBe(0);
});

test("one that was cut short before its first step still waits", async () => {
  const { id } = await school.preview("csv", files);
  await expect(diesBefore(1).apply(id, true, secretary)).rejects.toThrow("was killed");
  expect(await school.imports.find(id)).toMatchObject({ state: "preview" });
  await importsOver(school.store).finishBegun();
  expect(await school.imports.find(id)).toMatchObject({ state: "preview" });
});

test("one that fails for a reason of its own says why until it is applied again; one whose store was away goes on by itself", async () => {
  let fault: Error | null = new Error("the value is not for this column");
  let written = 0;
  const failing = importsOver(
    stepping((write) => (one) => {
      written += 1;
      if (written > 3 && fault !== null) throw fault;
      return write(one);
    }),
  );
  const { id } = await school.preview("csv", files);
  await expect(failing.apply(id, true, secretary)).rejects.toThrow("not for this column");
  const why = { state: "applying", halted: "the value is not for this column" };
  expect(await failing.find(id)).toMatchObject(why);
  expect((await failing.list(null, 5)).imports).toMatchObject([why]);
  const tried = written;
  await failing.finishBegun();
  expect(written).toBe(tried);
  fault = new StoreUnavailable("the store is busy");
  await expect(failing.apply(id, true, secretary)).rejects.toThrow("busy");
  expect(await failing.find(id)).toMatchObject({ state: "applying", halted: null });
  fault = null;
  await failing.finishBegun();
  expect(await failing.find(id)).toMatchObject({ state: "applied", halted: null });
});

test("between the steps of a large import whoever records scans has a turn, and who changes rosters is told at once that it is written", async () => {
  const pool = createPool(school.database.address, { max: 1, name: "test others" });
  try {
    const { store, office } = school;
    const other = await school.preview("csv", [csv("classes.csv", "class\nK-99\n")]);
    let recorded = 0;
    const room = { code: "R99", title: null, building: null, capacity: null, names: [] };
    const said: unknown[] = [];
    const told = (error: unknown): void => {
      said.push(error);
    };
    const beside = stepping((write) => async (one) => {
      await inTurn(lockChanges);
      recorded += 1;
      if ((await store.begun()).length > 0) {
        await inTurn(lockRosters).catch(told);
        await office.addRoom(room).catch(told);
        await school.imports.apply(other.id, true, secretary).catch(told);
      }
      return write(one);
    });
    async function inTurn(lock: typeof lockChanges): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query("begin");
        await lock(client);
      } finally {
        await client.query("rollback");
        client.release();
      }
    }
    const { id } = await school.preview("csv", files);
    await importsOver(beside).apply(id, true, secretary);
    expect(recorded).toBeGreaterThan(5);
    expect(said.length).toBeGreaterThan(15);
    expect(said.filter((error) => !(error instanceof ImportApplying))).toEqual([]);
    expect(await office.addRoom(room)).toMatchObject({ kind: "done" });
    // It was counted on another school than there is now, and is looked at again.
    expect(await school.imports.find(other.id)).toMatchObject({ state: "preview" });
  } finally {
    await pool.end();
  }
});

test("who changes rosters is refused at once while a large import is being planned; for a small one they wait", async () => {
  const pool = createPool(school.database.address, { max: 2, name: "test planning" });
  try {
    const { store, office } = school;
    const room = (code: string) =>
      office.addRoom({ code, title: null, building: null, capacity: null, names: [] });
    const small = [csv("students.csv", "student_id,given_name,family_name\nS-1,Ada,Byron\n")];
    const said: unknown[] = [];
    /** What is done by hand once the plan is made, before anything is written. */
    const whilePlanning = (byHand: () => Promise<void>): ImportStore => ({
      ...store,
      inSteps: (work, refusing) =>
        store.inSteps(({ read, write }) => {
          const planning: ImportSteps["read"] = (reading) =>
            read(async (given) => {
              const planned = await reading(given);
              await byHand();
              return planned;
            });
          return work({ read: planning, write });
        }, refusing),
    });
    const large = await school.preview("csv", files);
    const other = await school.preview("csv", small);
    const asLarge = whilePlanning(async () => {
      await room("R-LARGE").catch((error: unknown) => said.push(error));
      await school.imports.apply(other.id, true, secretary).catch((error: unknown) => said.push(error));
      // Whoever records or marks by hand needs the counter alone.
      await pool.query("set lock_timeout = 1");
      await inTransaction(pool, "begin", lockChanges);
    });
    await importsOver(asLarge).apply(large.id, true, secretary);
    expect(said).toMatchObject([{ name: "ImportApplying" }, { name: "ImportApplying" }]);
    expect(await school.imports.find(large.id)).toMatchObject({ state: "applied" });

    const waiting: ReturnType<typeof room>[] = [];
    const one = await school.preview("csv", small);
    const asSmall = whilePlanning(async () => {
      waiting.push(room("R-SMALL"));
      const asked = "select from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'";
      while ((await queryRows(school.database, asked)).length === 0);
    });
    await importsOver(asSmall).apply(one.id, true, secretary);
    expect(await Promise.all(waiting)).toMatchObject([{ kind: "done" }]);
    // Nothing of it is left once it is over, be it by a fault.
    await expect(
      store.inSteps(async () => {
        throw new Error("a fault");
      }, true),
    ).rejects.toThrow("a fault");
    expect(await room("R-AFTER")).toMatchObject({ kind: "done" });
  } finally {
    await pool.end();
  }
});

test("a session that the monitor opens, closes or makes final between the plan and its step stays so", async () => {
  const sessions = (room: string): string =>
    each(30, (at) => {
      const [day, hour] = [23 + Math.floor(at / 10), String(8 + (at % 10)).padStart(2, "0")];
      return `K-${at % 2},2026-11-${day} ${hour}:00,2026-11-${day} ${hour}:50,${room}`;
    });
  const people = (count: number): ReturnType<typeof csv> =>
    csv("students.csv", `student_id,given_name,family_name\n${each(count, (at) => `S${at},Given,Family`)}`);
  await school.take("csv", [
    people(4),
    csv("classes.csv", "class,standing_room,from\nDAY,Hall,2026-11-20\n"),
    csv("timetable.csv", `class,start,end,rooms\n${sessions("R1")}`),
    csv("enrolments.csv", `student_id,class,from\nS0,K-0,2026-09-01\nS1,K-1,2026-09-01\nS2,DAY,2026-09-01\n`),
  ]);
  const moved = [
    people(190),
    csv("classes.csv", "class,standing_room,from\nDAY,Yard,2026-11-22\nNEW,Hall,2026-11-22\n"),
    csv("timetable.csv", `class,start,end,rooms\n${sessions("R2")}`),
    csv("enrolments.csv", "student_id,class,from\nS3,NEW,2026-09-01\nS0,K-1,2026-09-01\n"),
  ];
  let later = now;
  /** How many sessions are not what the clock says, after each step. */
  const setBack: number[] = [];
  const monitors = await openStoreOf(school.database);
  try {
    const monitor = createSessionMonitor({ store: monitors.monitor, isAway: () => false, timeZone });
    const between = stepping((write) => async (one) => {
      later = later.add({ hours: 5 });
      await monitor.round(later);
      const written = await write(one);
      const [behind] = await queryRows<{ n: number }>(
        school.database,
        `select count(*)::int as n from session
         where state = 'scheduled' and opens_at <= $1 or state = 'open' and closes_at <= $1`,
        [later.toString()],
      );
      setBack.push(behind?.n ?? 0);
      return written;
    });
    const { id } = await school.preview("csv", moved);
    await importsOver(between, () => later).apply(id, true, secretary);
    expect(await school.imports.find(id)).toMatchObject({ state: "applied" });
    expect(setBack).toEqual(setBack.map(() => 0));
    await monitor.round(later);
    expect(await differences(later)).toBe(0);
  } finally {
    await monitors.close();
  }
});

test("a roster is changed beside the server that records, which holds a lock of its own", async () => {
  const pool = createPool(school.database.address, { max: 1, name: "test recorder" });
  try {
    await pool.query("select pg_advisory_lock($1)", [lockKeys.writer]);
    await school.take("csv", [csv("students.csv", "student_id,given_name,family_name\nS1,Ada,Byron\n")]);
    await school.take("csv", files);
  } finally {
    await pool.end();
  }
});

test("no two locks of a store have one number", () => {
  const all = Object.values(lockKeys);
  expect(new Set(all).size).toBe(all.length);
});
