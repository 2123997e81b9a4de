import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { planStandingDays } from "../../../src/app/facts/plan-standing-days.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
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

  test("is not held on a day without teaching, and has no session once it stands no longer", async () => {
    await school.rows("insert into non_teaching_day (day, title) values ('2026-11-10', 'Founders')");
    await stand("R2", "2026-11-10");
    const days = () =>
      school.rows<{ day: string; state: string }>(
        "select day, state from session where kind = 'standing' order by day",
      );
    const held = [
      { day: monday, state: "final" },
      { day: "2026-11-10", state: "cancelled" },
    ];
    expect(await days()).toEqual(held);
    expect(await school.differences()).toEqual([]);
    school.turn(at("08:00", "2026-11-11"));
    await stand(null, "2026-11-11");
    expect(await days()).toEqual(held);
  });
});

describe("a class of a term that stands in a room", () => {
  let school: RegisterSchool;
  beforeAll(async () => {
    school = await openRegisterSchool();
  }, 60_000);
  afterAll(() => school.dispose());

  test("has a session on each day of its term, and none before or after it", async () => {
    await school.rows(
      `insert into term (id, code, title, from_date, to_date)
       values (gen_random_uuid(), 'SHORT', 'Two days', '2026-11-10', '2026-11-11')`,
    );
    await school.rows(
      "update class set term_id = (select id from term where code = 'SHORT') where code = '7A'",
    );
    school.turn("08:00");
    const change = { class: school.classes.get("7A") ?? "", room: school.rooms.get("R1") ?? "" };
    const stand = (day: string) =>
      school.change((transaction, context) => standClasses(transaction, [change], day, london, context));
    const days = async () =>
      (
        await school.rows<{ day: string }>("select day from session where kind = 'standing' order by day")
      ).map(({ day }) => day);
    await stand(monday);
    expect(await days()).toEqual([]);
    school.turn(at("08:00", "2026-11-13"));
    await school.change((transaction, context) =>
      planStandingDays(transaction, [monday, "2026-11-10", "2026-11-11", "2026-11-12"], london, context),
    );
    expect(await days()).toEqual(["2026-11-10", "2026-11-11"]);
    // A backlog of a day outside the term asks for that day as well.
    await school.scan("S1", "R1", "08:30");
    expect(await days()).toEqual(["2026-11-10", "2026-11-11"]);
    expect(await school.differences()).toEqual([]);
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
