import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { planStandingDays } from "../../../src/app/facts/plan-standing-days.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { at, london, monday, openRegisterSchool, type RegisterSchool } from "./register-school.ts";

const [tuesday, wednesday, thursday] = ["2026-11-10", "2026-11-11", "2026-11-12"] as const;
const days = [monday, tuesday, wednesday] as const;

/** NW1 was Alma's until Monday, nobody's on Tuesday, and is Cem's from Wednesday on. */
describe.each(["timetable", "standing"] as const)("an id given out again, in %s sessions", (kind) => {
  let school: RegisterSchool;
  const sessions: string[] = [];
  const turnedUp = { student: "NW1", givenName: null, familyName: null, class: null, todayOnly: true };

  beforeAll(async () => {
    school = await openRegisterSchool();
    for (const [given, family, from, to] of [
      ["Alma", "Brook", "-infinity", at("00:00", tuesday).toString()],
      ["Cem", "Dag", at("00:00", wednesday).toString(), null],
    ] as const) {
      const person = uuidv7();
      await school.rows(
        "insert into person (id, kind, given_name, family_name) values ($1, 'student', $2, $3)",
        [person, given, family],
      );
      await school.rows(
        "insert into identifier (scheme, value, person_id, valid_from, valid_to) values ('student_id', 'NW1', $1, $2, $3)",
        [person, from, to],
      );
    }
    if (kind === "standing") {
      const stands = { class: school.classes.get("7A") ?? "", room: school.rooms.get("R1") ?? null };
      await school.change((transaction, context) =>
        standClasses(transaction, [stands], monday, london, context),
      );
      await school.change((transaction, context) => planStandingDays(transaction, days, london, context));
      const rows = await school.rows<{ id: string }>("select id from session order by day");
      sessions.push(...rows.map(({ id }) => id));
    } else {
      for (const day of days) {
        const outcome = await school.sessions.plan(
          localOperator,
          {
            classes: ["7A"],
            rooms: ["R1"],
            staff: [],
            start: at("09:00", day),
            end: at("10:00", day),
            title: "",
            sort: "",
            mode: "in_person",
            required: true,
            weight: 1,
            beside: false,
          },
          null,
        );
        if ("refused" in outcome) throw new Error(JSON.stringify(outcome.refused));
        sessions.push(outcome.done);
      }
    }
    school.turn(at("08:00", thursday));
    await school.close(...sessions);
  });
  afterAll(() => school.dispose());

  const nameSeated = async (session: string | undefined) =>
    (await school.register(session ?? "")).marks
      .map(({ student }) => student.name)
      .filter((name) => /Brook|Dag|Noa/u.test(name ?? ""));

  test("who turned up is whoever had it on the session's day", async () => {
    const [first = "", second = "", third = ""] = sessions;
    const cem = { ...turnedUp, givenName: "Cem", familyName: "Dag" };
    expect(await school.sessions.addStudent(localOperator, first, cem, "turned up")).toEqual({
      refused: [{ code: "another_name", student: "NW1", known: "Alma Brook", told: "Cem Dag" }],
    });
    expect(await school.sessions.addStudent(localOperator, first, turnedUp, "turned up")).toEqual({
      done: "NW1",
    });
    expect(await school.sessions.addStudent(localOperator, second, turnedUp, "turned up")).toMatchObject({
      refused: [
        {
          code: "doubtful_id",
          message: expect.stringContaining("nobody's at that time, and was given to Cem Dag"),
        },
      ],
    });
    expect(await school.sessions.addStudent(localOperator, third, turnedUp, "turned up")).toEqual({
      done: "NW1",
    });
    expect(await Promise.all([first, second, third].map(nameSeated))).toEqual([
      ["Alma Brook"],
      [],
      ["Cem Dag"],
    ]);
    expect(await school.differences()).toEqual([]);
  });

  test("a mark is corrected, explained and taken back, and leave recorded, of whoever had it then", async () => {
    const [first = ""] = sessions;
    const markOf = async () =>
      (await school.register(first)).marks.find(({ student }) => student.name === "Alma Brook");
    const revision = (await markOf())?.revision ?? 0;
    const correction = { students: [{ student: "NW1", revision }], to: { status: "present" as const } };
    expect(
      await school.sessions.correct(localOperator, first, { ...correction, reason: "was there" }),
    ).toEqual({ done: ["NW1"] });
    expect(await markOf()).toMatchObject({ status: "present", source: "manual" });
    expect(await school.views.explanation(first, "NW1")).toMatchObject({
      mark: { student: { name: "Alma Brook" } },
    });
    // A register names by the store's id whoever has no id of their own any more, and its links do.
    const shown = (await markOf())?.student.id ?? "";
    expect(await school.views.explanation(first, shown)).toMatchObject({
      mark: { student: { name: "Alma Brook" } },
    });
    const undo = { student: "NW1", revision: (await markOf())?.revision ?? 0, reason: "was not" };
    expect(await school.sessions.undo(localOperator, first, undo)).toEqual({ done: ["NW1"] });
    expect(await markOf()).toMatchObject({ source: "automatic" });
    expect(await school.correct(first, shown, "absent")).toEqual({ done: [shown] });
    expect(await school.correct(first, shown, "released")).toEqual({ done: [shown] });
    await school.sessions.recordAbsence(
      localOperator,
      {
        student: "NW1",
        from: at("00:00", monday),
        to: at("00:00", tuesday),
        category: "medical",
        effect: "authorised",
        state: "approved",
      },
      "ill",
    );
    expect(await markOf()).toMatchObject({ status: "absent_authorised" });
    expect(await school.differences()).toEqual([]);
  });

  test("an id that nobody has any more is a new student's from when it was free", async () => {
    const [, , third = ""] = sessions;
    await school.rows(
      "insert into person (id, kind) values ('0190a0a0-0000-7000-8000-000000000001', 'student')",
    );
    await school.rows(
      `insert into identifier (scheme, value, person_id, valid_to)
       values ('student_id', 'FREE-77', '0190a0a0-0000-7000-8000-000000000001', $1)`,
      [at("00:00", tuesday).toString()],
    );
    const added = { ...turnedUp, student: "FREE-77", givenName: "Noa", familyName: "X" };
    expect(await school.sessions.addStudent(localOperator, third, added, "new here")).toEqual({
      done: "FREE-77",
    });
    expect(await nameSeated(third)).toContain("Noa X");
    expect(await school.differences()).toEqual([]);
  });
});
