import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterEach, expect, test, vi } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createPresent } from "../../../src/app/present/create-present.ts";
import { ingestWithPresent } from "../../../src/app/present/ingest-with-present.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import { openStoreOf } from "../rebuild/school.ts";

const zone = "Europe/London";
const day = "2026-11-09";
const at = (time: string): Temporal.Instant => Temporal.Instant.from(`${day}T${time}Z`);
const localTime = createLocalTime(zone);

afterEach(() => {
  vi.restoreAllMocks();
});

/** A school of one class in one room, with twenty students, whose server knows the present by heart. */
async function openSchool(kind: "timetabled" | "standing") {
  const database = await freshDatabase();
  const store = await openStoreOf(database);
  const [room, of] = [uuidv7(), uuidv7()];
  await queryRows(database, "insert into room (id, code) values ($1, 'R1')", [room]);
  await queryRows(database, "insert into room_name (name, room_id) values ('R1', $1)", [room]);
  await queryRows(database, "insert into class (id, code, title) values ($1, '7A', '7A')", [of]);
  const students = Array.from({ length: 20 }, (_, n) => ({ id: uuidv7(), code: `S${n}` }));
  for (const { id, code } of students) {
    await queryRows(database, "insert into person (id, kind) values ($1, 'student')", [id]);
    await queryRows(
      database,
      "insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)",
      [id, code],
    );
  }
  let now = at("08:50:00");
  const context = () => ({ actor: localOperator, reason: null, now });
  const lesson = uuidv7();
  const planned = (id: string, days: number) => ({
    id,
    kind: "timetabled" as const,
    start: at("09:00:00").add({ hours: 24 * days }),
    end: at("10:00:00").add({ hours: 24 * days }),
    timeZone: zone,
    day: Temporal.PlainDate.from(day).add({ days }).toString(),
    rooms: [room],
    classes: [of],
    required: true,
    weight: 1,
    title: "Maths",
    sort: "",
    mode: "in_person" as const,
    staff: [],
    source: null,
  });
  await store.timetable.write(async (transaction) => {
    const enrolments = students.map(({ id }) => ({
      id: uuidv7(),
      student: id,
      class: of,
      from: "2026-09-01",
      to: null,
    }));
    await judgeMarks(transaction, await enrolStudents(transaction, enrolments, context()), context());
    const plan = planned(lesson, 0);
    const touched =
      kind === "timetabled"
        ? await planSessions(transaction, [plan], context())
        : await standClasses(transaction, [{ class: of, room }], day, zone, context());
    await judgeMarks(transaction, touched, context());
  });
  const present = createPresent();
  const ingest = ingestWithPresent({
    store,
    present,
    clock: { now: () => now },
    onFailed: (error) => {
      throw error;
    },
  });
  const plannedDays = new Set([day]);
  return {
    store,
    present,
    ready: () => ingest.ready(),
    /** Sessions of the next weeks are planned as an upload plans them, and the one of today is moved where that is asked. */
    planAhead: (sessions: number, lessonTo: number | null) =>
      store.timetable.write(async (transaction) => {
        const ahead = Array.from({ length: sessions }, (_, n) => planned(uuidv7(), 7 + n));
        if (lessonTo !== null) ahead.push(planned(lesson, lessonTo));
        const touched = await planSessions(transaction, ahead, context());
        await judgeMarks(transaction, touched, context());
        return touched;
      }),
    at(time: string) {
      now = at(time);
    },
    /** Everybody is seen at an instant, in one batch. @returns the statements that it took */
    async seeEverybody(time: string, occurred = time, location = "R1"): Promise<readonly string[]> {
      now = at(time);
      const items = students.map(({ code }) =>
        toIngestItem(
          {
            topic: "muster/v1/main/door/scan",
            payload: new TextEncoder().encode(
              JSON.stringify({
                v: 1,
                event_id: uuidv7(),
                occurred_at: at(occurred).toString(),
                clock: "ntp",
                subject: { scheme: "student_id", value: code },
                decision: "granted",
                location,
              }),
            ),
            qos: 1,
            retain: false,
            receivedAt: now,
            client: null,
          },
          { timeZone: zone, maxSkewSeconds: 120 },
        ),
      );
      const asked: string[] = [];
      const query = pg.Client.prototype.query;
      vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
        this: pg.Client,
        ...given: unknown[]
      ) {
        const [first] = given;
        asked.push(typeof first === "string" ? first : textOf(first));
        return Reflect.apply(query, this, given);
      });
      try {
        await ingest.ingest((transaction) =>
          recordBatch(transaction, items, { now, timeZone: zone, localTime, plannedDays }),
        );
      } finally {
        vi.restoreAllMocks();
      }
      return asked;
    },
    statuses: () =>
      queryRows<{ status: string; n: number }>(
        database,
        "select status, count(*)::int as n from mark group by 1 order by 1",
      ),
    run: (text: string) => queryRows(database, text),
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

function textOf(query: unknown): string {
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : "";
}

test.each(["timetabled", "standing"] as const)(
  "an ordinary batch into a %s session takes six statements, and none of them reads",
  async (kind) => {
    const school = await openSchool(kind);
    // A reader that is where it was: one that moved has more to tell.
    await school.run(
      "insert into reader_move (reader, from_at, room_id) select 'main/door', '2026-11-09T00:00:00Z', id from room where code = 'R1'",
    );
    await school.ready();
    const first = await school.seeEverybody("09:01:00");
    expect(await school.statuses()).toEqual([{ status: "present", n: 20 }]);
    const again = await school.seeEverybody("09:03:00");
    for (const asked of [first, again]) {
      expect(asked.filter((text) => /^\s*select/i.test(text))).toEqual([]);
      expect(asked.map((text) => text.trim().slice(0, 24))).toHaveLength(6);
    }
    await school.close();
  },
);

test("what somebody changes past the server is seen by the next batch", async () => {
  const school = await openSchool("timetabled");
  await school.ready();
  await school.seeEverybody("09:01:00");
  await school.run("update identifier set valid_to = '2026-11-09T09:02:00Z' where value = 'S0'");
  await school.run("insert into room (id, code) values (gen_random_uuid(), 'R2')");
  await school.run("update room_name set room_id = (select id from room where code = 'R2')");
  const asked = await school.seeEverybody("09:05:00");
  expect(asked.some((text) => text.includes("from news"))).toBe(true);
  const [seen] = await school.run(
    `select count(*) filter (where person_id is null)::int as nobody, count(distinct room_id)::int as rooms
     from scan where occurred_at = '2026-11-09T09:05:00Z'`,
  );
  expect(seen).toEqual({ nobody: 1, rooms: 1 });
  // Nothing more is new.
  const after = await school.seeEverybody("09:06:00");
  expect(after.filter((text) => /^\s*select/i.test(text))).toEqual([]);
  await school.close();
});

test("more news than a batch can wait for is read beside it, and nothing that is known is read again", async () => {
  const school = await openSchool("timetabled");
  await school.ready();
  const before = school.present.tables();
  await school.run(`
    with made as (insert into person (id, kind) select gen_random_uuid(), 'student' from generate_series(1, 5001) returning id)
    insert into identifier (scheme, value, person_id) select 'card', 'C' || row_number() over (), id from made`);
  const over = await school.seeEverybody("09:01:00");
  expect(over.some((text) => text.includes("left join identifier"))).toBe(true);
  await school.ready();
  expect(school.present.tables()).toBe(before);
  expect(school.present.size()).toMatchObject({ identifiers: 5021, marks: 20, scans: 20 });
  const after = await school.seeEverybody("09:02:00");
  expect(after.filter((text) => /^\s*select/i.test(text))).toEqual([]);
  await school.close();
});

test("a calendar of weeks ahead costs the next batch nothing: of its sessions no more than their ids is read", async () => {
  const school = await openSchool("timetabled");
  await school.ready();
  expect(await school.planAhead(600, null)).toEqual({ sessions: [], students: [] });
  const asked = await school.seeEverybody("09:01:00");
  expect(school.present.isLoaded()).toBe(true);
  expect(asked.filter((text) => text.includes("where s.id = any($1::uuid[])"))).toEqual([]);
  expect(await school.statuses()).toEqual([{ status: "present", n: 20 }]);
  expect(school.present.size()).toMatchObject({ sessions: 1, scans: 20 });
  await school.close();
});

test("a session that somebody moves out of the days that are known by heart is dropped, and nobody is marked there", async () => {
  const school = await openSchool("timetabled");
  await school.ready();
  await school.planAhead(1, 9);
  await school.seeEverybody("09:01:00");
  expect(school.present.size()).toMatchObject({ sessions: 0 });
  expect(await school.statuses()).toEqual([]);
  await school.close();
});

test("a table that was emptied is read anew", async () => {
  const school = await openSchool("timetabled");
  await school.ready();
  await school.seeEverybody("09:01:00");
  await school.run("truncate scan, attempt, mark, mark_revision cascade");
  await school.seeEverybody("09:02:00");
  await school.ready();
  expect(school.present.size()).toMatchObject({ marks: 20, scans: 20 });
  await school.close();
});

test("a location that is spelt otherwise is the room, known by heart or looked up", async () => {
  const school = await openSchool("timetabled");
  await school.run("update room set code = 'Salle \u00c9 1'");
  await school.run("update room_name set name = 'Salle \u00c9 1'");
  const spelt = "salle  E\u0301 1";
  // Before the present is read the store looks it up.
  const first = await school.seeEverybody("09:01:00", "09:01:00", spelt);
  expect(first.some((text) => text.includes("from room_name"))).toBe(true);
  await school.ready();
  const asked = await school.seeEverybody("09:02:00", "09:02:00", spelt);
  expect(asked.filter((text) => text.includes("from room_name"))).toEqual([]);
  const [seen] = await school.run("select count(*)::int as n, count(room_id)::int as placed from scan");
  expect(seen).toEqual({ n: 40, placed: 40 });
  await school.close();
});
