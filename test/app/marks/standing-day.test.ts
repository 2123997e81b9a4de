import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { factTransaction } from "../../../src/adapters/postgres/fact-transaction.ts";
import { lockChanges } from "../../../src/adapters/postgres/timetable-store.ts";
import { localOperator, musterItself } from "../../../src/app/actor.ts";
import { cancelSessions, planSessions } from "../../../src/app/facts/change-timetable.ts";
import type { FactTransaction, SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { finaliseSessions } from "../../../src/app/marks/finalise-sessions.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { openSchool, type TestSchool } from "../rebuild/school.ts";
import { at, london, monday, openRegisterSchool, type RegisterSchool } from "../registers/register-school.ts";

describe("a class that stands in a room", () => {
  let school: RegisterSchool;
  let session: string;
  const stored = () =>
    school.rows<{ student: string; status: string; revision: number; last: string | null }>(
      `select i.value as student, m.status, m.revision, to_char(m.last_seen at time zone 'UTC', 'HH24:MI') as last
       from mark m join identifier i on i.person_id = m.person_id where m.session_id = $1 order by 1`,
      [session],
    );
  const stand = (room: string | null, day = monday) =>
    school.change((transaction, context) =>
      standClasses(
        transaction,
        [
          {
            class: school.classes.get("7A") ?? "",
            room: room === null ? null : (school.rooms.get(room) ?? ""),
          },
        ],
        day,
        london,
        context,
      ),
    );

  beforeAll(async () => {
    school = await openRegisterSchool();
    school.turn("08:00");
    await school.scan("S1", "R1", "07:30");
    await stand("R1");
    const [row] = await school.rows<{ id: string }>("select id from session where kind = 'standing'");
    session = row?.id ?? "";
  }, 60_000);
  afterAll(() => school.dispose());

  test("has a session of the day, in which what was seen before it was planned counts", async () => {
    expect(await school.statuses(session)).toEqual({ S1: "present", S2: "not_seen", S3: "not_seen" });
    expect(await school.differences()).toEqual([]);
  });

  test("seen again, somebody has the same revision and was seen last by then", async () => {
    school.turn("09:00");
    await school.scan("S1", "R1", "08:45");
    expect(await stored()).toEqual([{ student: "S1", status: "present", revision: 1, last: "08:45" }]);
    expect(await school.differences()).toEqual([]);
  });

  test("is corrected and undone as any other", async () => {
    expect(await school.correct(session, "S2", "present")).toHaveProperty("done");
    expect(await school.statuses(session)).toMatchObject({ S2: "present" });
    expect(await school.correct(session, "S2", "released")).toHaveProperty("done");
    expect(await school.statuses(session)).toMatchObject({ S2: "not_seen" });
    expect(await school.differences()).toEqual([]);
  });

  test("whoever was not seen is absent by the clock, and in writing once it is signed off", async () => {
    school.turn(at("00:10", "2026-11-10"));
    await school.close(session);
    expect(await school.statuses(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
    expect((await stored()).filter(({ status }) => status === "absent")).toEqual([]);
    expect(await school.sessions.signOff(localOperator, session, null)).toEqual({ done: "final" });
    expect((await stored()).map(({ student, status }) => `${student} ${status}`)).toEqual([
      "S1 present",
      "S2 absent",
      "S3 absent",
    ]);
    expect(await school.differences()).toEqual([]);
  });

  test("final, it takes nothing automatic: a late scan is proposed", async () => {
    await school.scan("S3", "R1", "10:00");
    expect(await school.statuses(session)).toMatchObject({ S3: "absent" });
    expect((await school.register(session)).proposals).toHaveLength(1);
    expect(await school.differences()).toEqual([]);
  });

  test("has no session on a day without teaching, and none once it stands no longer", async () => {
    await school.rows("insert into non_teaching_day (day, title) values ('2026-11-10', 'Founders')");
    await stand("R2", "2026-11-10");
    const days = () => school.rows<{ day: string }>("select day from session where kind = 'standing'");
    expect(await days()).toEqual([{ day: monday }]);
    school.turn(at("08:00", "2026-11-11"));
    await stand(null, "2026-11-11");
    expect(await days()).toEqual([{ day: monday }]);
  });
});

describe("a standing day that is planned", () => {
  let school: RegisterSchool;
  beforeAll(async () => {
    school = await openRegisterSchool();
  }, 60_000);
  afterAll(() => school.dispose());

  test("is judged for those of whom anything is known, and for nobody else", async () => {
    school.turn("08:00");
    await school.scan("S1", "R1", "07:30");
    const change = { class: school.classes.get("7A") ?? "", room: school.rooms.get("R1") ?? "" };
    await school.change(async (transaction, context) => {
      const touched = await standClasses(transaction, [change], monday, london, context);
      expect(touched.sessions).toEqual([]);
      expect(touched.students.map(({ student }) => student)).toEqual([school.students.get("S1")]);
      return touched;
    });
    expect(await school.differences()).toEqual([]);
  });
});

describe("under the writer's lock nothing asks once per session", () => {
  let school: TestSchool;
  let pool: pg.Pool;
  beforeAll(async () => {
    school = await openSchool();
    pool = createPool(school.database.address, { max: 1, name: "test statements" });
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await school.close();
  });

  /** How many statements `work` takes on so many lessons that are over. */
  async function statements(
    lessons: number,
    work: (transaction: FactTransaction, ids: readonly string[]) => Promise<unknown>,
  ): Promise<number> {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await lockChanges(client);
      const { rows } = await client.query<{ id: string; room: string }>(
        "select c.id, r.id as room from class c join room r on r.code = c.code where c.code = 'R1'",
      );
      const transaction = factTransaction(client);
      const plans = Array.from({ length: lessons }, (_, n): SessionPlan => {
        const start = at("08:00").add({ minutes: 30 * n });
        return {
          id: uuidv7(),
          kind: "timetabled",
          start,
          end: start.add({ minutes: 20 }),
          timeZone: london,
          day: monday,
          rooms: [rows[0]?.room ?? ""],
          classes: [rows[0]?.id ?? ""],
          staff: [],
          required: true,
          weight: 1,
          title: "Lesson",
          sort: "",
          mode: "in_person",
          source: null,
        };
      });
      const context = { actor: musterItself, reason: null, now: at("23:00") };
      await judgeMarks(transaction, await planSessions(transaction, plans, context), context);
      let asked = 0;
      const counting = new Proxy(client, {
        get(target, name) {
          if (name !== "query") return Reflect.get(target, name);
          return (...told: Parameters<typeof target.query>) => {
            asked += 1;
            return target.query(...told);
          };
        },
      });
      await work(
        factTransaction(counting),
        plans.map(({ id }) => id),
      );
      return asked;
    } finally {
      await client.query("rollback");
      client.release();
    }
  }
  const context = { actor: musterItself, reason: null, now: at("23:00") };

  test.each<[string, (transaction: FactTransaction, ids: readonly string[]) => Promise<unknown>]>([
    [
      "cancelling",
      async (transaction, ids) =>
        judgeMarks(transaction, await cancelSessions(transaction, ids, "cancelled", context), context),
    ],
    [
      "finalising",
      (transaction, ids) =>
        finaliseSessions(
          transaction,
          ids.map((session) => ({ session, at: at("23:00") })),
          context,
        ),
    ],
  ])("%s 20 sessions takes as many statements as 2", async (_, work) => {
    const few = await statements(2, work);
    expect(few).toBeLessThan(60);
    expect(await statements(20, work)).toBe(few);
  });
});
