import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { cancelSessions, enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import { finaliseSessions } from "../../../src/app/marks/finalise-sessions.ts";
import { at, openRegisterSchool, type RegisterSchool } from "../../app/registers/register-school.ts";

describe("a final register finds every late fact that bears on it", () => {
  let school: RegisterSchool;
  let hour = 0;
  beforeAll(async () => {
    school = await openRegisterSchool();
  });
  afterAll(() => school.dispose());

  const idOf = (all: ReadonlyMap<string, string>, name: string): string => {
    const id = all.get(name);
    if (id === undefined) throw new RangeError(`the school has no ${name}`);
    return id;
  };
  const clock = (minute: number) => at("00:30").add({ minutes: hour * 60 + minute });

  /** A session of an hour of its own in which S1 came and S2 and S3 did not, made final twenty minutes after its end. */
  async function finalSession(): Promise<string> {
    hour += 2;
    const time = (minute: number) =>
      clock(minute).toZonedDateTimeISO("Europe/London").toPlainTime().toString();
    school.turn(clock(0));
    const id = await school.plan(time(0), time(60));
    await school.scan("S1", "R1", time(1));
    school.turn(clock(80));
    await school.close(id);
    await school.change(async (transaction, context) => {
      const final = { session: id, at: context.now };
      expect(await finaliseSessions(transaction, [final, final], context)).toEqual([id]);
      expect(await finaliseSessions(transaction, [final], context)).toEqual([]);
      return { sessions: [], students: [] };
    });
    school.turn(clock(90));
    const { session, proposals } = await school.register(id);
    expect(session).toMatchObject({ state: "final", counts: { present: 1, absent: 2 }, toLookAt: 0 });
    expect(proposals).toEqual([]);
    return id;
  }

  const proposed = async (id: string): Promise<unknown> => {
    const { proposals, session } = await school.register(id);
    expect(session.toLookAt).toBe(proposals.length);
    // What is final keeps its marks, whatever is proposed.
    expect(session).toMatchObject({ state: "final", expected: 3, counts: { present: 1, absent: 2 } });
    return proposals.map(({ student, from, to }) => [student.id, from, to]);
  };

  test("leave that is approved late", async () => {
    const id = await finalSession();
    const leave = {
      student: "S2",
      from: clock(-10),
      to: clock(10),
      category: "medical",
      effect: "authorised" as const,
      state: "approved" as const,
    };
    await school.sessions.recordAbsence(localOperator, leave, "note");
    expect(await proposed(id)).toEqual([["S2", "absent", "absent_authorised"]]);
  });

  test("a reader that turns out to have been blind", async () => {
    const id = await finalSession();
    await school.change(async (transaction, { actor, now }) => {
      const blindness = uuidv7();
      const fact = { id: uuidv7(), at: now, actor, reason: null, kind: "blindness" as const, blindness };
      await transaction.addFacts([{ ...fact, reader: "door-R1", from: clock(-5), to: clock(3) }]);
      return { sessions: [id], students: [] };
    });
    expect(await proposed(id)).toEqual([
      ["S2", "absent", "needs_review"],
      ["S3", "absent", "needs_review"],
    ]);
    const { proposals } = await school.register(id);
    expect(proposals[0]?.because).toMatch(
      /^After the register was final, a reader proved to have been offline/,
    );
  });

  test("an arrival in a session at the same time, which makes this one impossible", async () => {
    const id = await finalSession();
    const time = (minute: number) =>
      clock(minute).toZonedDateTimeISO("Europe/London").toPlainTime().toString();
    const other = await school.plan(time(30), time(90), { rooms: ["R2"], beside: true });
    await school.scan("S3", "R2", time(31));
    expect(await school.statuses(other)).toMatchObject({ S3: "present" });
    expect(await proposed(id)).toEqual([["S3", "absent", "not_possible"]]);
    await school.sessions.cancel(localOperator, other, "out of the way");
  });

  test("a feed that cancels it, which a person declines", async () => {
    const id = await finalSession();
    await school.change((transaction, context) => cancelSessions(transaction, [id], "cancelled", context));
    expect(await proposed(id)).toEqual([
      ["S1", "present", "not_possible"],
      ["S2", "absent", "not_possible"],
      ["S3", "absent", "not_possible"],
    ]);
    const { proposals } = await school.register(id);
    const facts = proposals[0]?.facts ?? [];
    await school.sessions.decide(localOperator, id, { facts, verdict: "declined" }, "it took place");
    expect(await proposed(id)).toEqual([]);
  });

  test("a feed that moves it, which a person accepts: plan and marks follow", async () => {
    const id = await finalSession();
    await school.change(async (transaction, context) => {
      const [found] = await transaction.findSessions([id]);
      if (!found) throw new Error("no session");
      const plan = { ...found.plan, title: "Moved", rooms: [idOf(school.rooms, "R3")] };
      return planSessions(transaction, [plan], context);
    });
    expect((await school.register(id)).session).toMatchObject({ rooms: ["R1"], title: "Group 7A" });
    const { proposals } = await school.register(id);
    expect(proposals.map(({ student }) => student.id)).toContain("S1");
    const facts = [...new Set(proposals.flatMap((proposal) => proposal.facts))];
    expect(
      await school.sessions.decide(localOperator, id, { facts, verdict: "accepted" }, "it was there"),
    ).toEqual({ done: "accepted" });
    const after = await school.register(id);
    expect(after.session).toMatchObject({ rooms: ["R3"], title: "Moved", state: "final" });
    expect(after.proposals).toEqual([]);
    expect(await school.differences()).toEqual([]);
  });

  test("somebody who turns out to have been enrolled, and nobody whose enrolment says what it said", async () => {
    const id = await finalSession();
    const enrolment = {
      id: uuidv7(),
      student: idOf(school.students, "S4"),
      class: idOf(school.classes, "7A"),
      from: "2026-11-01",
      to: "2026-11-20",
    };
    await school.change((transaction, context) => enrolStudents(transaction, [enrolment], context));
    expect(await proposed(id)).toEqual([["S4", null, "absent"]]);
    const { proposals } = await school.register(id);
    const facts = proposals[0]?.facts ?? [];
    await school.sessions.decide(localOperator, id, { facts, verdict: "accepted" }, "was on the list");
    expect(await school.statuses(id)).toMatchObject({ S4: "absent" });
    await school.change((transaction, context) =>
      enrolStudents(transaction, [{ ...enrolment, to: "2026-11-21" }], context),
    );
    expect((await school.register(id)).proposals).toEqual([]);
    expect(await school.differences()).toEqual([]);
  });
});

describe("a session that waits to become final", () => {
  test("tells when it will be, and what is in the way", async () => {
    const school = await openRegisterSchool();
    try {
      school.turn("12:00");
      const id = await school.plan("09:00", "10:00");
      await school.close(id);
      expect((await school.register(id)).finality).toEqual({
        at: "2026-11-16T10:00:00.000Z",
        obstacles: [
          "3 marks need review.",
          "The reader door-R1 has not said since the end that it has sent everything.",
        ],
      });
      await school.rows("insert into device_outbox (device, empty_at) values ('door-R1', $1)", [
        at("10:00").toString(),
      ]);
      expect((await school.register(id)).finality?.obstacles).toEqual(["3 marks need review."]);
    } finally {
      await school.dispose();
    }
  });
});
