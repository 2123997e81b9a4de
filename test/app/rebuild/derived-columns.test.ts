import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planSessions } from "../../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { signOff } from "../../../src/app/registers/sign-off.ts";
import { queryRows } from "../../parts/postgres.ts";
import { native, openSchool, recordedAt, type TestSchool, timeZone } from "./school.ts";

const day = "2026-11-03";
const at = (time: string) => Temporal.Instant.from(`${day}T${time}:00Z`);
const said = { actor: { id: "t.hill", role: "administrator" }, reason: null } as const;

/** What is in these tables follows from facts, but for what is the row's name, and what somebody says nowhere else. */
const derived = ["session", "session_room", "session_class", "session_staff", "enrolment", "standing_room"];
const names = new Set(["id", "session_id"]);
/** What a source counts its words by, what the monitor notes for itself, and what follows from rosters and no fact. */
const own = new Set(["source_key", "source_sequence", "source_modified", "settled_close", "of_ended_demo"]);

let school: TestSchool;
let staff: string;
let empty: { readonly room: string; readonly class: string };
const sessions = new Map<"standing" | "timetabled", string>();

const one = async (text: string, values: unknown[] = []): Promise<string> => {
  const [row] = await queryRows<{ one: string }>(school.database, text, values);
  if (row === undefined) throw new RangeError(`nothing is found by ${text}`);
  return row.one;
};

beforeAll(async () => {
  school = await openSchool();
  await school.record([native({ student: "S1", room: "R1", at: at("09:00"), decision: "granted" })]);
  staff = await one(
    "insert into person (id, kind, given_name) values (gen_random_uuid(), 'staff', 'Hill') returning id as one",
  );
  empty = {
    room: await one("insert into room (id, code) values (gen_random_uuid(), 'EMPTY') returning id as one"),
    class: await one(
      "insert into class (id, code, title) values (gen_random_uuid(), 'EMPTY', 'Nobody') returning id as one",
    ),
  };
  const standing = await one("select id as one from session where kind = 'standing' and day = $1 limit 1", [
    day,
  ]);
  const plan: SessionPlan = {
    id: uuidv7(),
    kind: "timetabled",
    start: at("10:00"),
    end: at("11:00"),
    timeZone,
    day,
    rooms: [await one("select room_id as one from session_room where session_id = $1", [standing])],
    classes: [await one("select class_id as one from session_class where session_id = $1", [standing])],
    staff: [staff],
    required: true,
    weight: 2,
    title: "Maths",
    sort: "Lecture",
    mode: "hybrid",
    source: { name: "calendar", key: "maths @ 1", sequence: 3 },
  };
  await school.store.timetable.write(async (transaction) =>
    planSessions(transaction, [plan], { ...said, now: at("08:00") }),
  );
  await school.record([native({ student: "S2", room: "R1", at: at("10:05"), decision: "denied" })]);
  const signed = await school.store.sessionsWriting.write((transaction) =>
    signOff(transaction, plan.id, { ...said, now: at("12:00") }, "absent"),
  );
  expect(signed).toEqual({ done: "final" });
  sessions.set("standing", standing).set("timetabled", plan.id);
  expect(await school.check()).toMatchObject({ different: 0, differences: [] });
});
afterAll(() => school.close());

/** Another value for a column than it has, that its table lets stand. */
function anotherFor(table: string, name: string, type: string): string {
  const special = new Map([
    ["kind", "case kind when 'standing' then 'timetabled' else 'standing' end"],
    ["mode", "case mode when 'remote' then 'hybrid' else 'remote' end"],
    ["state", "case state when 'cancelled' then 'final' else 'cancelled' end"],
    ["time_zone", "'Europe/Paris'"],
    ["room_id", `'${empty.room}'`],
    ["class_id", `'${empty.class}'`],
    [
      "person_id",
      table === "session_staff" ? "(select id from person where kind = 'student' limit 1)" : `'${staff}'`,
    ],
    ["to_date", "coalesce(to_date, '2027-01-01') + 1"],
  ]);
  const byType = new Map([
    ["text", "'altered'"],
    ["integer", `coalesce(${name}, 0) + 1`],
    ["numeric", `${name} + 1`],
    ["boolean", `not ${name}`],
    ["date", `${name} + 1`],
    ["timestamp with time zone", `coalesce(${name}, '2026-11-03T09:00Z') + '1min'`],
  ]);
  const value = special.get(name) ?? byType.get(type);
  if (value === undefined)
    throw new RangeError(`no value to alter ${table}.${name} to, which is of type ${type}`);
  return value;
}

/** What a difference calls a column. */
function fieldOf(table: string, name: string): string {
  const links = new Map([
    ["session_room.room_id", "rooms"],
    ["session_class.class_id", "classes"],
    ["session_staff.person_id", "staff"],
  ]);
  return links.get(`${table}.${name}`) ?? `column ${name}`;
}

describe.each(["standing", "timetabled"] as const)("of a %s session and what it rests on", (kind) => {
  /** One row of a table: that of the session, or one that its class rests on. */
  async function rowIn(table: string): Promise<string> {
    const session = sessions.get(kind);
    if (table === "session") return `id = '${session}'`;
    if (table.startsWith("session_")) return `session_id = '${session}'`;
    return `id = '${await one(
      `select id as one from ${table} where class_id = (select class_id from session_class where session_id = $1) order by id limit 1`,
      [session],
    )}'`;
  }
  const contents = () =>
    Promise.all(
      derived.map((table) => queryRows(school.database, `select t.* from ${table} t order by t::text`)),
    );

  test("every derived column that is altered is named with both values and the facts, and mended", async () => {
    const columns = await queryRows<{ table: string; name: string; type: string }>(
      school.database,
      `select table_name as table, column_name as name, data_type as type from information_schema.columns
       where table_schema = current_schema() and table_name = any($1) order by table_name, ordinal_position`,
      [derived],
    );
    const sound = await contents();
    let altered = 0;
    for (const { table, name, type } of columns) {
      if (names.has(name) || (kind === "standing" && table === "session_staff")) continue;
      const row = await rowIn(table);
      const [before] = await queryRows<{ value: unknown }>(
        school.database,
        `select ${name} as value from ${table} where ${row}`,
      );
      await queryRows(
        school.database,
        `update ${table} set ${name} = ${anotherFor(table, name, type)} where ${row}`,
      );
      const { differences } = await school.check();
      if (own.has(name)) {
        expect(differences, name).toEqual([]);
        await queryRows(school.database, `update ${table} set ${name} = $1 where ${row}`, [before?.value]);
        continue;
      }
      altered += 1;
      const found = differences.filter((one) => one.kind === "session" || one.kind === "row");
      const fields = found.flatMap((one) => one.fields);
      const named = fields.find((one) => one.field === fieldOf(table, name));
      expect(named, `${table}.${name}`).toBeDefined();
      expect(named?.stored, `${table}.${name}`).not.toBe(named?.folded);
      // The start that is kept once more beside a room rests on the session; of a signature of nobody there is no fact.
      const isTwin = name === "starts_at" && table !== "session";
      const isHalf = kind === "standing" && name.startsWith("signed_off");
      expect(
        found.some(({ facts }) => facts.length > 0),
        `${table}.${name}: facts`,
      ).toBe(!isTwin && !isHalf);
      await school.repair();
    }
    expect(altered).toBeGreaterThanOrEqual(29);
    expect(await school.check()).toMatchObject({ different: 0 });
    expect(await contents()).toEqual(sound);
  });

  test.each([
    ["mark", "session_id"],
    ["mark", "person_id"],
    ["attempt", "session_id"],
    ["attempt", "person_id"],
  ])(
    "a row of %s whose %s names nothing is told, and goes; what was lost with it comes back",
    async (table, column) => {
      const all = () =>
        queryRows<{ row: string }>(
          school.database,
          `select (to_jsonb(t) - 'revision' - 'entry')::text as row from ${table} t order by 1`,
        );
      const sound = await all();
      const [row] = await queryRows<{ at: string }>(
        school.database,
        `select ctid::text as at from ${table} where session_id = $1 limit 1`,
        [sessions.get(kind)],
      );
      if (row === undefined) throw new RangeError(`the ${kind} session has nothing in ${table}`);
      const nobody = uuidv7();
      await queryRows(school.database, `update ${table} set ${column} = $1 where ctid = $2::tid`, [
        nobody,
        row.at,
      ]);
      const { differences } = await school.check();
      expect(differences.filter((one) => one.kind === "row")).toMatchObject([
        {
          of: expect.stringContaining(nobody),
          fields: [{ field: `column ${column}`, stored: nobody, folded: "none" }],
        },
      ]);
      await school.repair();
      expect((await school.check()).differences).toEqual([]);
      expect(await all()).toEqual(sound);
    },
  );

  test("a damaged mark is named with what is stored and what the facts say, and nothing untrue beside it; it is mended", async () => {
    const session = sessions.get(kind);
    const rows = () =>
      queryRows<Record<string, unknown>>(
        school.database,
        `select m.*, r.revision as newest, coalesce(m.entry, r.entry) as told from mark m
           join mark_revision r using (session_id, person_id, revision) where session_id = $1 order by person_id`,
        [session],
      );
    const sound = await rows();
    const [mark] = sound;
    const revision = Number(mark?.revision);
    const one = `session_id = '${session}' and person_id = '${String(mark?.person_id)}'`;
    const entry = (value: string) =>
      queryRows(school.database, `update mark set entry = '${value}' where ${one}`);
    const fields = async () => {
      const { differences } = await school.check();
      return differences.flatMap((found) =>
        found.fields.map((field) => `${found.kind} ${field.field}: ${field.stored}, ${field.folded}`),
      );
    };
    const mended = async () => {
      await school.repair();
      expect(await fields()).toEqual([]);
      const without = (all: typeof sound) =>
        all.map(({ revision: _, newest: __, entry: ___, told, ...rest }) => ({ ...rest, told }));
      expect(without(await rows())).toEqual(without(sound));
    };

    await queryRows(school.database, `update mark set revision = revision + 3 where ${one}`);
    expect(await fields()).toEqual([`mark column revision: ${revision + 3}, ${revision}`]);
    await mended();

    await entry("{}");
    const missing = await fields();
    expect(missing).toContain(`mark mark.status: none, ${String(mark?.status)}`);
    expect(missing.every((line) => line.startsWith("mark ") && line.includes(": none, "))).toBe(true);
    await mended();
    for (const damage of [
      '"x"',
      "[]",
      '{"flags": 3}',
      '{"mark": {"status": "present", "scan": "x", "firstSeen": "never"}}',
    ]) {
      await entry(damage);
      expect(await fields(), damage).not.toEqual([]);
      await mended();
    }

    const [{ starts_at: start } = { starts_at: null }] = await queryRows<{ starts_at: string }>(
      school.database,
      "select starts_at::text from session where id = $1",
      [session],
    );
    await queryRows(
      school.database,
      "update session set starts_at = starts_at + interval '30 minutes' where id = $1",
      [session],
    );
    const begin = Temporal.Instant.from(String(start).replace(" ", "T"));
    expect(await fields()).toEqual([
      `session column starts_at: ${begin.add({ minutes: 30 }).toString()}, ${begin.toString()}`,
    ]);
    await mended();
  });

  test.each(derived.filter((table) => table !== "session" && table !== "session_staff"))(
    "a row of %s that is gone is found, and comes again",
    async (table) => {
      const sound = await contents();
      await queryRows(school.database, `delete from ${table} where ${await rowIn(table)}`);
      expect((await school.check()).different).toBeGreaterThan(0);
      await school.repair();
      expect(await school.check()).toMatchObject({ different: 0 });
      expect(await contents()).toEqual(sound);
    },
  );
});

test("a session that is gone is told, since only a backup has it", async () => {
  const gone = sessions.get("timetabled");
  for (const table of ["session_room", "session_class", "session_staff"]) {
    await queryRows(school.database, `delete from ${table} where session_id = $1`, [gone]);
  }
  await queryRows(school.database, "delete from session where id = $1", [gone]);
  const { differences } = await school.check();
  expect(differences.map(({ of }) => of)).toContain("fact.session_id");
  expect(recordedAt.epochMilliseconds).toBeGreaterThan(at("12:00").epochMilliseconds);
});
