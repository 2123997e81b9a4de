import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endDemo, startDemo } from "../../../src/app/demo/demo-roster.ts";
import type { IngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { queryRows } from "../../parts/postgres.ts";
import {
  enrolled,
  message,
  type NativeEvent,
  native,
  openSchool,
  type TestSchool,
  timeZone,
} from "./school.ts";

/** Three days, of which 25 October 2026 has 25 hours in London: 01:30 comes twice. */
const start = Temporal.Instant.from("2026-10-24T00:30:00Z");

let school: TestSchool;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

const marksText = `
  select i.value as student, r.code as room, t.day as day, m.status,
    (extract(epoch from m.first_seen) * 1000)::bigint as at
  from mark m join session t on t.id = m.session_id join session_room sr on sr.session_id = t.id join room r on r.id = sr.room_id
  join identifier i on i.person_id = m.person_id
  where t.day >= $1 and t.day <= $2 order by 1, 2, 3`;

describe("a rebuild agrees with what is stored", () => {
  const eventArbitrary = fc.record({
    student: fc.constantFrom("S1", "S2", "S3", "nobody"),
    room: fc.constantFrom("R1", "R2", "elsewhere"),
    minute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
    decision: fc.constantFrom("granted" as const, "late" as const, "denied" as const, "unknown" as const),
    direction: fc.constantFrom("in" as const, "out" as const, undefined),
    reason: fc.constantFrom("Face not in database", undefined),
  });

  test("after any scans in any order, repetition and batching", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventArbitrary, { minLength: 1, maxLength: 25 }).chain((drawn) =>
          fc.record({
            drawn: fc.constant(drawn),
            order: fc.array(fc.integer({ min: 0, max: drawn.length - 1 }), { maxLength: drawn.length }),
            sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
            originals: fc.array(
              fc.tuple(fc.constantFrom("S1", "S2"), fc.constantFrom(0 as const, 1 as const)),
              {
                maxLength: 6,
              },
            ),
          }),
        ),
        async ({ drawn, order, sizes, originals }) => {
          await school.forget();
          const events = drawn.map(
            ({ minute, direction, reason, ...event }): NativeEvent => ({
              ...event,
              at: start.add({ minutes: minute }),
              ...(direction && { direction }),
              ...(reason && { reason }),
            }),
          );
          const once = events.map((event) => native(event));
          const items: IngestItem[] = [
            // First some in another order, then all in theirs: what came before is a repeat.
            ...order.flatMap((at) => once[at] ?? []),
            ...once,
            ...originals.map(([student_id, qos], at) =>
              message(
                "access/result",
                { student_id, location: "elsewhere", timestamp: "13:07", decision: "granted" },
                start.add({ seconds: at }),
                qos,
              ),
            ),
            message("access/result", "not json", start),
          ];
          for (let at = 0, batch = 0; at < items.length; batch++) {
            const size = sizes[batch % sizes.length] ?? 1;
            await school.record(items.slice(at, at + size));
            at += size;
          }
          const days = [start, start.add({ hours: 72 })].map((at) =>
            at.toZonedDateTimeISO(timeZone).toPlainDate().toString(),
          );
          expect(await queryRows(school.database, marksText, days)).toEqual(expectedMarks(events));
          expect(await school.check()).toMatchObject({ different: 0, differences: [] });
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  /** The rule said a second time: granted at any time of the day is present, else late; first seen is the earliest of both. */
  function expectedMarks(events: readonly NativeEvent[]) {
    const marks = new Map<
      string,
      { student: string; room: string; day: string; status: string; at: number }
    >();
    const inTime = [...events].sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds);
    for (const { student, room, at, decision, direction } of inTime) {
      if (direction === "out" || (decision !== "granted" && decision !== "late")) continue;
      if (!enrolled.some(({ studentId, rooms }) => studentId === student && rooms.includes(room))) continue;
      const day = at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
      const key = `${student} ${room} ${day}`;
      const mark = marks.get(key) ?? { student, room, day, status: "late", at: at.epochMilliseconds };
      if (decision === "granted") mark.status = "present";
      marks.set(key, mark);
    }
    return [...marks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark);
  }

  test("after a message came out of quarantine and was stored", async () => {
    const receivedAt = Temporal.Instant.from("2026-10-28T09:00:00Z");
    const body = { student_id: "S1", location: "R1", timestamp: "09:00", decision: "granted" };
    await school.record([message("access/result", "spoilt", receivedAt)]);
    const [row] = await queryRows<{ id: string }>(
      school.database,
      "select id from quarantine where received_at = $1",
      [receivedAt.toString()],
    );
    expect(await school.record([message("access/result", body, receivedAt, 1, row?.id)])).toMatchObject([
      { kind: "stored" },
    ]);
    expect(await school.check()).toMatchObject({ different: 0, differences: [] });
  });
});

describe("planted damage", () => {
  const day = "2026-11-03";
  const at = (time: string) => Temporal.Instant.from(`${day}T${time}Z`);
  beforeAll(async () => {
    await school.forget();
    const spoken = native({ student: "S1", room: "R1", at: at("09:00:00"), decision: "granted" });
    await school.record([
      spoken,
      spoken,
      native({ student: "S1", room: "R1", at: at("08:00:00"), decision: "late" }),
      native({ student: "S2", room: "R1", at: at("08:30:00"), decision: "denied" }),
      native({ student: "S2", room: "R1", at: at("08:31:00"), decision: "denied" }),
      native({ student: "S3", room: "R2", at: at("10:00:00"), decision: "late" }),
      message("access/result", "spoilt", at("11:00:00")),
    ]);
    expect((await school.check()).different).toBe(0);
  });

  const ofDay = `session_id in (select id from session where kind = 'standing' and day = '${day}')`;
  const marked = `${ofDay} and status = 'present'`;
  const lateScan = "(select id from scan where decision = 'late' order by seq desc limit 1)";
  test.each([
    ["a mark deleted", `delete from mark where ${marked}`, "mark"],
    ["a mark lowered", `update mark set status = 'late' where ${marked}`, "mark"],
    [
      "a first sight moved by a microsecond",
      `update mark set first_seen = first_seen + '1us' where ${marked}`,
      "mark",
    ],
    ["a mark on another scan", `update mark set scan_id = ${lateScan} where ${marked}`, "mark"],
    [
      "a mark that no scan gave",
      `insert into mark (session_id, person_id, starts_at, revision, status, first_seen, source, scan_id) select a.session_id, a.person_id, s.starts_at, 1, 'present', now(), 'automatic', a.scan_id from attempt a join session s on s.id = a.session_id where ${ofDay}`,
      "mark",
    ],
    ["attempts miscounted", `update attempt set attempts = attempts + 1 where ${ofDay}`, "attempts"],
    ["attempts deleted", `delete from attempt where ${ofDay}`, "attempts"],
    ["an attempt on another scan", `update attempt set scan_id = ${lateScan} where ${ofDay}`, "attempts"],
    [
      "an attempt that no scan made",
      `insert into attempt select session_id, person_id, scan_id, 1 from mark where ${marked}`,
      "attempts",
    ],
    [
      "a tally one too high",
      `update tally set n = n + 1 where day = '${day}' and kind = 'late' and hour = 8`,
      "tally",
    ],
    ["a tally gone", `delete from tally where day = '${day}' and kind = 'denied'`, "tally"],
    [
      "a tally of a day without facts",
      "insert into tally values ('2026-09-01', 3, 'R1', 'granted', 1)",
      "tally",
    ],
    [
      "decisions of a quarter of an hour miscounted",
      `update decision_tally set n = n + 1 where day = '${day}' and decision = 'denied'`,
      "tally",
    ],
    ["decisions gone", `delete from decision_tally where day = '${day}'`, "tally"],
    [
      "quarantine miscounted",
      `update tally set n = n + 1 where day = '${day}' and kind = 'quarantined'`,
      "tally",
    ],
    ["repeats miscounted", `update tally set n = n + 1 where day = '${day}' and kind = 'repeat'`, "repeats"],
    [
      "a sender's count one too low",
      "update sender set scans = scans - 1 where name = 'main/door'",
      "sender",
    ],
    ["a sender gone", "delete from sender where name = 'main/door'", "sender"],
  ])("%s is found, mended, and then gone", async (_, damage, kind) => {
    await queryRows(school.database, damage);
    const found = await school.check();
    expect(found.different).toBeGreaterThan(0);
    expect(new Set(found.differences.map((difference) => difference.kind))).toEqual(new Set([kind]));
    // Each names what differs, with both values, and marks and attempts the facts that they rest on.
    for (const { fields, facts } of found.differences) {
      expect(fields.length).toBeGreaterThan(0);
      for (const { field, stored, folded } of fields) expect(stored, field).not.toBe(folded);
      const seats = kind === "mark" || kind === "attempts";
      expect(facts.some((fact) => fact.kind === "scan")).toBe(seats);
    }

    await school.repair();
    expect(await school.check()).toMatchObject({ different: 0, differences: [] });
  });

  test("every column of a mark that is altered is named with both values, and mended", async () => {
    const columns = await queryRows<{ name: string; type: string }>(
      school.database,
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = current_schema() and table_name = 'mark' and column_name not in ('session_id', 'person_id')`,
    );
    const values = (name: string): ReadonlyMap<string, string> =>
      new Map([
        ["text", "'altered'"],
        ["integer", `coalesce(${name}, 0) + 1`],
        ["bigint", `coalesce(${name}, 0) + 1`],
        ["timestamp with time zone", `coalesce(${name}, starts_at) + '1h'`],
        ["uuid", "gen_random_uuid()"],
        ["ARRAY", "array['conflict']"],
        [
          "jsonb",
          `(select jsonb_set(r.entry, '{presentMs}', '77') from mark_revision r where r.session_id = mark.session_id
            and r.person_id = mark.person_id and r.revision = mark.revision)`,
        ],
      ]);
    const all = "select * from mark order by session_id, person_id";
    const sound = await queryRows(school.database, all);
    for (const { name, type } of columns) {
      const value = values(name).get(type);
      expect(value, `a value to alter ${name} to, which is of type ${type}`).toBeDefined();
      await queryRows(school.database, `update mark set ${name} = ${value} where ${marked}`);
      const { differences } = await school.check();
      const fields = differences.flatMap((difference) => difference.fields);
      // An entry is told by its own fields.
      const field = new Map([["entry", "presentMs"]]).get(name) ?? `column ${name}`;
      const named = fields.find((one) => one.field === field);
      expect(named, name).toBeDefined();
      expect(named?.stored, name).not.toBe(named?.folded);
      await school.repair();
      expect(await school.check(), name).toMatchObject({ different: 0 });
    }
    const plain = (rows: typeof sound): unknown => rows.map((row) => ({ ...row, revision: 0, entry: null }));
    expect(plain(await queryRows(school.database, all))).toEqual(plain(sound));
  });

  test("a difference names the field, both values, and the facts behind it", async () => {
    const entry = `(select entry from mark_revision r where r.session_id = mark.session_id
      and r.person_id = mark.person_id and r.revision = mark.revision)`;
    await queryRows(
      school.database,
      `update mark set entry = jsonb_set(${entry}, '{mark,firstSeen}', '"2026-11-03T08:00:01Z"'),
         first_seen = '2026-11-03T08:00:01Z', last_seen = '2026-11-03T09:30Z' where ${marked}`,
    );
    const { differences } = await school.check();
    expect(differences).toMatchObject([
      {
        kind: "mark",
        stored: "present by standing_device_word",
        folded: "present by standing_device_word",
        fields: [
          { field: "mark.firstSeen", stored: "2026-11-03T08:00:01Z", folded: "2026-11-03T08:00:00Z" },
          { field: "column last_seen", stored: "2026-11-03T09:30:00Z", folded: "2026-11-03T09:00:00Z" },
        ],
      },
    ]);
    const facts = differences[0]?.facts.map(({ kind, said }) => `${kind}: ${said.replace(/ room \S+/, "")}`);
    expect(facts).toEqual(
      expect.arrayContaining([
        expect.stringContaining("session: planned from 2026-11-03T00:00:00Z"),
        "scan: granted in at 2026-11-03T09:00:00Z",
        "scan: late in at 2026-11-03T08:00:00Z",
      ]),
    );
    await school.repair();
    expect((await school.check()).different).toBe(0);
  });

  test("a mended mark is a new revision with a change number that readers of the changes come to", async () => {
    const before = await school.store.changes.lastSeq();
    await queryRows(school.database, `delete from mark where ${marked}`);
    expect(await school.repair()).toMatchObject({ marks: 1 });
    const [revision, ...more] = await school.store.changes.revisionsAfter(before, 10);
    expect(more).toEqual([]);
    expect(revision).toMatchObject({
      studentId: "S1",
      status: "present",
      at: "2026-11-03T08:00:00.000Z",
    });
    // A lock takes a number too, so that there may be more numbers than changes.
    expect(revision?.seq).toBeGreaterThan(before);
    expect(await school.store.changes.lastSeq()).toBeGreaterThanOrEqual(revision?.seq ?? Infinity);
    const [stored] = await queryRows<{ good: boolean }>(
      school.database,
      `select m.revision = r.revision and r.source = 'automatic' as good
       from mark m join mark_revision r using (session_id, person_id)
       where r.seq = $1`,
      [revision?.seq],
    );
    expect(stored?.good).toBe(true);
  });

  test("a mark that no scan gave is taken back by a revision that says expected", async () => {
    const before = await school.store.changes.lastSeq();
    await queryRows(
      school.database,
      `insert into mark (session_id, person_id, starts_at, revision, status, first_seen, source, scan_id) select a.session_id, a.person_id, s.starts_at, 1, 'present', now(), 'automatic', a.scan_id from attempt a join session s on s.id = a.session_id where ${ofDay} on conflict (session_id, person_id) do update set status = 'present', revision = 99`,
    );
    await school.repair();
    expect(await school.store.changes.revisionsAfter(before, 10)).toMatchObject([
      { studentId: "S2", status: "expected" },
    ]);
  });

  test("a check changes nothing, and a repair of sound registers neither", async () => {
    const before = await school.store.changes.lastSeq();
    await school.check();
    expect(await school.repair()).toEqual({ marks: 0, tallies: 0, senders: false, rows: 0 });
    expect(await school.store.changes.lastSeq()).toBe(before);
  });

  test("a check sees one moment, whatever is recorded meanwhile", async () => {
    const differences = await school.store.timetable.read(async (reading) => {
      // The snapshot is taken by the first reading.
      const sessions = await reading.countSessions();
      await school.record([native({ student: "S2", room: "R1", at: at("12:00:00"), decision: "granted" })]);
      expect(await reading.countSessions()).toBe(sessions);
      return (await checkMarks(reading, at("23:00:00"))).different;
    });
    expect(differences).toBe(0);
    expect((await school.check()).different).toBe(0);
  });
});

describe("the roster changes", () => {
  const day = "2026-11-10";
  const at = (time: string) => Temporal.Instant.from(`${day}T${time}Z`);

  test("scans held against nobody count once an enrolment covers their day, as a rebuild says", async () => {
    const today = { day, timeZone, now: at("12:00:00") };
    await school.record([native({ student: "S1", room: "R1", at: at("08:00:00"), decision: "late" })]);
    await endDemo(school.store.roster, today);
    await school.record([
      native({ student: "S1", room: "R1", at: at("09:00:00"), decision: "granted" }),
      native({ student: "S2", room: "R1", at: at("09:01:00"), decision: "denied" }),
    ]);
    const marks = () =>
      queryRows<{ student: string; status: string }>(school.database, marksText, [day, day]);
    // The class stands no longer: the mark is kept and counts nowhere.
    expect(await school.check()).toMatchObject({ different: 0 });
    expect(new Set((await marks()).map(({ status }) => status))).toEqual(new Set(["not_possible"]));

    await startDemo(school.store.roster, enrolled, today);
    expect((await marks()).filter(({ status }) => status !== "expected")).toMatchObject([
      { student: "S1", room: "R1", status: "present", at: at("08:00:00").epochMilliseconds },
    ]);
    expect(await school.check()).toMatchObject({ different: 0, differences: [] });
    expect(await school.repair()).toMatchObject({ marks: 0 });
  });
});
