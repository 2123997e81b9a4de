import { v7 as uuidv7 } from "uuid";
import { afterEach, expect, test } from "vitest";
import { at, type MonitorSchool, openMonitorSchool } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

/** What became of the demonstration since the school took the class over. */
const since = ["it is over", "it goes on again", "its students are the school's"] as const;

test.each(since)(
  "a session of the school in a class that was the demonstration's counts none of its students, %s: register, board, figures and signature say the same",
  async (became) => {
    school = await openMonitorSchool();
    const camera = school.device("camera");
    await camera.comeUp("boot-1");
    await camera.see("S1");
    // The demonstration went on that day, with students of its own; the class is the school's by now.
    await school.enrol("S4");
    const own = "(select person_id from identifier where value in ('S3', 'S4'))";
    await school.rows(`update person set demo = true where id in ${own}`);
    await school.rows(
      `update enrolment set to_date = '2026-06-01', of_ended_demo = true where person_id in ${own}`,
    );
    if (became === "its students are the school's") await school.rows("update person set demo = false");
    if (became === "it goes on again") {
      await school.rows(
        `with of_demo as (insert into class (id, code, title, demo) values ($1, 'D', 'D', true) returning id)
       insert into enrolment (id, class_id, person_id, from_date)
       select gen_random_uuid(), of_demo.id, person.id, '2026-06-01' from of_demo, person where person.demo`,
        [uuidv7()],
      );
    }
    const session = await school.plan("09:00", "10:00");
    await school.on();
    await school.until("08:50");
    await camera.see("S1");
    await camera.see("S4");
    await school.until("08:56");
    await camera.die("unnoticed");
    const said = async () => {
      const { marks, session: row, unanswered } = await school.register(session);
      return {
        marks: marks.map(({ student }) => student.id),
        counts: row.counts,
        unanswered,
        figures: (await school.report()).counts,
        board: (await school.today()).sessions.map(({ stand, arrivals }) => [
          stand.expected,
          arrivals.reduce((sum, came) => sum + came, 0),
        ]),
        ...(await school.sheets()),
      };
    };
    for (const [time, counts] of [
      ["09:30", { present: 1, cannot_be_known: 1 }],
      ["10:20", { present: 1, needs_review: 1 }],
    ] as const) {
      await school.until(time);
      expect(await said()).toEqual({
        marks: ["S1", "S2"],
        counts,
        unanswered: ["S2"],
        figures: counts,
        board: [[2, 1]],
        csv: ["S1", "S2"],
        grid: ["S1", "S2"],
      });
      expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 1 }] });
    }
    expect(await school.sign(session, "review")).toEqual({ done: "signed" });
    expect(await school.correct(session, "S2", { status: "absent" }, "Asked at home")).toMatchObject({
      done: expect.anything(),
    });
    await school.until("10:25");
    // Nobody waits whom no page shows.
    expect(await school.state(session)).toBe("final");
    expect((await said()).counts).toEqual({ present: 1, absent: 1 });
    await school.reopen(session);
    await school.off();
    await school.clock.advanceTo(at("12:00", "2026-01-20"));
    expect((await school.marks(session)).S3).toMatch(/^needs_review/);
    expect(await school.toFinalise()).toEqual([session]);
  },
);

test("what came late of a student of the ended demonstration waits for nobody at a final register, and can be decided by nobody", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:56");
  await camera.lose();
  await camera.see("S2");
  await camera.see("S3");
  await school.until("10:20");
  expect(await school.sign(session, "absent")).toEqual({ done: "final" });
  await camera.comeBack();
  camera.loseHeartbeats();
  const told = async () => {
    const { proposals, session: row } = await school.register(session);
    return [proposals.map(({ student }) => student.id), row.proposals, row.toLookAt];
  };
  expect(await told()).toEqual([["S2", "S3"], 2, 2]);
  const [ofS2, ofS3] = (await school.register(session)).proposals;
  await school.rows(
    "update person set demo = true where id = (select person_id from identifier where value = 'S3')",
  );
  await school.rows(
    "update enrolment set to_date = '2026-06-01' where person_id = (select id from person where demo)",
  );
  expect(await told()).toEqual([["S2"], 1, 1]);
  const [scan = ""] = ofS3?.facts.filter((fact) => !ofS2?.facts.includes(fact)) ?? [];
  expect(await school.accept(session, [scan])).toEqual({ refused: [{ code: "not_proposed", fact: scan }] });
  expect(await school.accept(session, ofS2?.facts ?? [])).toEqual({ done: "accepted" });
  expect(await told()).toEqual([[], 0, 0]);
});
