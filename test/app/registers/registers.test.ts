import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { cancelSessions, planSessions, touchedTogether } from "../../../src/app/facts/change-timetable.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { at, london, monday, openRegisterSchool, type RegisterSchool } from "./register-school.ts";

describe("registers that people work in", () => {
  let school: RegisterSchool;
  beforeAll(async () => {
    school = await openRegisterSchool();
  });
  afterAll(() => school.dispose());

  test("tell a student without a mark by the clock, and their counts add up to those expected", async () => {
    school.turn("08:00");
    const id = await school.plan("09:00", "10:00");
    const countsAt = async (time: string): Promise<unknown> => {
      school.turn(time);
      const { session, marks } = await school.register(id);
      expect(Object.values(session.counts).reduce((sum, n) => sum + n, 0)).toBe(session.expected);
      expect(marks).toHaveLength(session.expected);
      const row = (await school.views.rows([id])).get(id);
      expect(row).toEqual(session);
      return { state: session.state, ...session.counts };
    };
    expect(await countsAt("08:44")).toEqual({ state: "scheduled", expected: 3 });
    expect(await countsAt("09:05")).toEqual({ state: "open", expected: 3 });
    school.turn("09:06");
    await school.scan("S1", "R1", "09:05");
    expect(await countsAt("09:06")).toEqual({ state: "open", present: 1, not_seen: 2 });
    expect(await countsAt("10:10")).toEqual({ state: "closed", present: 1, expected: 2 });
    await school.close(id);
    expect(await countsAt("10:11")).toEqual({ state: "closed", present: 1, absent: 2 });
    expect(await school.differences()).toEqual([]);
  });

  test("refuse a correction of a mark that has changed since it was seen, and of a student who is not expected", async () => {
    school.turn("11:00");
    const id = await school.plan("11:00", "12:00");
    await school.scan("S1", "R1", "11:00");
    const word = { to: { status: "absent" as const }, reason: "left at once" };
    const students = [{ student: "S1", revision: 0 }];
    expect(await school.sessions.correct(localOperator, id, { students, ...word })).toEqual({
      refused: [{ code: "mark_changed", student: "S1", revision: 1 }],
    });
    const stranger = [
      { student: "S2", revision: 0 },
      { student: "S4", revision: 0 },
    ];
    expect(await school.sessions.correct(localOperator, id, { students: stranger, ...word })).toEqual({
      refused: [{ code: "no_such_mark", student: "S4" }],
    });
    // All or nothing: the other mark of the refused request was not written either.
    school.turn("11:04");
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "expected", S3: "expected" });
  });

  test("lock a corrected mark against later scans until it is released", async () => {
    school.turn("13:00");
    const id = await school.plan("13:00", "14:00");
    expect(await school.correct(id, "S1", "absent")).toEqual({ done: ["S1"] });
    await school.scan("S1", "R1", "13:01");
    school.turn("13:02");
    const before = (await school.register(id)).marks.find(({ student }) => student.id === "S1");
    expect(before).toMatchObject({ status: "absent", source: "manual", flags: ["conflict"] });
    expect((await school.register(id)).session.toLookAt).toBe(1);
    expect(await school.correct(id, "S1", "released")).toEqual({ done: ["S1"] });
    expect(await school.statuses(id)).toMatchObject({ S1: "present" });
    expect(await school.differences()).toEqual([]);
  });

  test("keep who, as what, when, why and the value before with every revision by a person", async () => {
    school.turn("14:15");
    const id = await school.plan("14:15", "15:00");
    await school.scan("S2", "R1", "14:16");
    await school.correct(id, "S2", "absent");
    const told = await school.views.explanation(id, "S2");
    expect(
      told?.history.map(({ revision, status, source, actor, role, reason, at: when }) => ({
        revision,
        status,
        source,
        actor,
        role,
        reason,
        when,
      })),
    ).toEqual([
      {
        revision: 2,
        status: "absent",
        source: "manual",
        actor: "local operator",
        role: "operator",
        reason: "seen by the teacher",
        when: "2026-11-09T14:15:00.000Z",
      },
      expect.objectContaining({ revision: 1, status: "present", source: "automatic", actor: "muster" }),
    ]);
    expect(told?.mark.why).toContain("because: seen by the teacher.");
    expect((await school.views.explanation(id, "S2"))?.history).toHaveLength(2);
  });

  test("undo a person's word: to the word before it, or to automatic where there was none", async () => {
    school.turn("15:15");
    const id = await school.plan("15:15", "16:00");
    await school.correct(id, "S1", "present");
    await school.correct(id, "S1", "absent");
    const undo = async (revision: number): Promise<unknown> =>
      school.sessions.undo(localOperator, id, { student: "S1", revision, reason: "Undone" });
    expect(await undo(1)).toEqual({ refused: [{ code: "mark_changed", student: "S1", revision: 2 }] });
    expect(await undo(2)).toEqual({ done: ["S1"] });
    expect(await school.statuses(id)).toMatchObject({ S1: "present" });
    await school.correct(id, "S2", "present");
    expect(
      await school.sessions.undo(localOperator, id, { student: "S2", revision: 1, reason: "Undone" }),
    ).toEqual({ done: ["S2"] });
    expect(await school.statuses(id)).toMatchObject({ S2: "expected" });
    await school.scan("S3", "R1", "15:16");
    expect(
      await school.sessions.undo(localOperator, id, { student: "S3", revision: 1, reason: "Undone" }),
    ).toEqual({ refused: [{ code: "nothing_to_undo", student: "S3" }] });
    expect(await school.differences()).toEqual([]);
  });

  test("undo takes back the word itself, also when later scans made revisions under it", async () => {
    school.turn("16:15");
    const id = await school.plan("16:15", "17:00");
    await school.correct(id, "S1", "absent");
    await school.scan("S1", "R1", "16:16");
    const mark = (await school.register(id)).marks.find(({ student }) => student.id === "S1");
    expect(mark).toMatchObject({ status: "absent", flags: ["conflict"], revision: 2 });
    expect(
      await school.sessions.undo(localOperator, id, { student: "S1", revision: 2, reason: "Undone" }),
    ).toEqual({ done: ["S1"] });
    expect(await school.statuses(id)).toMatchObject({ S1: "present" });
    expect(await school.differences()).toEqual([]);
  });

  test("tell live pages once for each deed that was done, and of no refused one", async () => {
    const before = school.told.length;
    await school.plan("18:00", "19:00");
    const [counter] = await school.rows<{ seq: number }>("select seq from change_counter");
    await school.sessions.restore(localOperator, "0196f000-0000-7000-8000-000000000000", "typo");
    expect(school.told.length - before).toBe(1);
    expect(school.told.at(-1)).toBe(counter?.seq);
  });

  test("show beside each mark what was seen near it, and why that does not count", async () => {
    school.turn("21:00");
    const id = await school.plan("22:00", "23:00");
    await school.scan("S1", "R1", "21:15");
    await school.scan("S1", "R1", "22:20");
    await school.scan("S2", "R2", "22:05");
    await school.scan("S3", "R1", "20:30");
    school.turn("23:15");
    await school.close(id);
    school.turn("23:59");
    await school.scan("S2", "R1", "23:45");
    const { near, marks } = await school.register(id);
    const scans = (student: string) =>
      near
        .find((one) => one.student === student)
        ?.scans.map(({ at: when, place, because }) => [when.slice(11, 16), place, because]);
    expect(scans("S1")).toEqual([["21:15", "R1", "before_window"]]);
    // The scan in another room is told by a flag of the mark; this one no mark knows of.
    expect(scans("S2")).toEqual([["23:45", "R1", "after_window"]]);
    // More than an hour before arrivals counted.
    expect(scans("S3")).toBeUndefined();
    expect(marks.map(({ why }) => why)).toEqual([
      "Late by 20 minutes: first seen arriving since 21:45 in R1 at 22:20, counted from the start at 22:00.",
      "Absent: not seen in R1 between 21:45 and 23:00, while its reader worked. Also seen in R2, which is not a room of this session.",
      "Absent: not seen in R1 between 21:45 and 23:00, while its reader worked.",
    ]);
    expect(await school.views.explanation(id, "S2")).toMatchObject({
      near: [{ place: "R1", because: "after_window" }],
      nearMore: 0,
    });
  });
});

describe("the life of a session", () => {
  let school: RegisterSchool;
  beforeAll(async () => {
    school = await openRegisterSchool();
  });
  afterAll(() => school.dispose());

  test("signed off while open, it becomes final at its close; once closed, at once", async () => {
    school.turn("08:44");
    const early = await school.plan("09:00", "10:00");
    expect(await school.sessions.signOff(localOperator, early, null)).toEqual({
      refused: [{ code: "wrong_state", deed: "sign_off", state: "scheduled" }],
    });
    school.turn("08:45");
    expect(await school.sessions.signOff(localOperator, early, null)).toEqual({ done: "signed" });
    expect((await school.register(early)).session.state).toBe("open");

    school.turn("12:10");
    const late = await school.plan("11:00", "12:00");
    expect(await school.sessions.signOff(localOperator, late, null)).toEqual({ done: "final" });
    const { session, finality } = await school.register(late);
    // The register was taken by a person, so who was not seen is absent though nobody at all was seen.
    expect(session).toMatchObject({ state: "final", counts: { absent: 3 }, toLookAt: 0 });
    expect(finality).toBeNull();
    expect(await school.correct(late, "S1", "present")).toEqual({
      refused: [{ code: "session_final", session: late }],
    });
    expect(await school.differences()).toEqual([]);
  });

  test("final, it takes nothing automatic: late scans are proposed, and a person decides", async () => {
    school.turn("15:10");
    const id = await school.plan("14:00", "15:00");
    await school.sessions.signOff(localOperator, id, null);
    const untouched = { S1: "absent", S2: "absent", S3: "absent" };
    await school.scan("S1", "R1", "14:01");
    await school.scan("S2", "R1", "14:30");
    expect(await school.statuses(id)).toEqual(untouched);

    const { proposals, session } = await school.register(id);
    expect(session.toLookAt).toBe(2);
    expect((await school.views.rows([id])).get(id)).toMatchObject({ toLookAt: 2, proposals: 2 });
    // The number beside *To review* counts what has marks to review, as the first list of its page does.
    const span = { from: "2026-01-01", to: "2026-12-31", within: { kind: "everything" as const } };
    const { sessions } = await school.views.list({ ...span, toLookAt: true }, null, 200);
    expect(sessions.map((row) => row.id)).toContain(id);
    expect(await school.store.monitor.countToReview()).toBe(
      sessions.filter(({ toLookAt, proposals: late }) => toLookAt > late).length,
    );
    expect(proposals.map(({ student, from, to }) => [student.id, from, to])).toEqual([
      ["S1", "absent", "present"],
      ["S2", "absent", "late_after_close"],
    ]);
    expect(proposals[0]?.because).toBe("After the register was final, a scan in R1 at 14:01 became known.");
    const [first, second] = proposals;
    await school.sessions.decide(
      localOperator,
      id,
      { facts: second?.facts ?? [], verdict: "declined" },
      "somebody else",
    );
    expect(await school.statuses(id)).toEqual(untouched);
    await school.sessions.decide(
      localOperator,
      id,
      { facts: first?.facts ?? [], verdict: "accepted" },
      "the reader was late",
    );
    expect(await school.statuses(id)).toEqual({ ...untouched, S1: "present" });
    expect((await school.register(id)).proposals).toEqual([]);
    const told = await school.views.explanation(id, "S1");
    expect(told?.history[0]).toMatchObject({ actor: "local operator", reason: "the reader was late" });
    expect(
      await school.sessions.decide(
        localOperator,
        id,
        { facts: first?.facts ?? [], verdict: "declined" },
        "again",
      ),
    ).toEqual({ refused: [{ code: "not_proposed", fact: first?.facts[0] }] });
    expect(await school.differences()).toEqual([]);

    // Opened again, what was declined stays declined.
    await school.sessions.reopen(localOperator, id, "one more to check");
    expect((await school.register(id)).session.state).toBe("reopened");
    expect(await school.statuses(id)).toEqual({ ...untouched, S1: "present" });
    await school.correct(id, "S3", "present");
    expect(await school.sessions.signOff(localOperator, id, null)).toEqual({ done: "final" });
    expect(await school.statuses(id)).toEqual({ ...untouched, S1: "present", S3: "present" });
    expect(await school.differences()).toEqual([]);
  });

  test.each([
    ["open", "17:30", null],
    ["closed", "18:10", null],
    ["final", "18:10", "sign off"],
    ["reopened", "18:10", "reopen"],
  ] as const)(
    "cancelled and restored while %s, it has the same marks and state",
    async (state, time, then) => {
      school.turn("16:30");
      const id = await school.plan("17:00", "18:00", { rooms: ["R2"] });
      school.turn("17:10");
      await school.scan("S1", "R2", "17:01");
      await school.scan("S2", "R2", "17:09");
      school.turn(time);
      if (state !== "open") await school.close(id);
      if (then !== null) await school.sessions.signOff(localOperator, id, null);
      if (then === "reopen") await school.sessions.reopen(localOperator, id, "check");
      const before = await school.register(id);
      expect(before.session.state).toBe(state);
      expect(await school.sessions.cancel(localOperator, id, "fire alarm")).toEqual({ done: "cancelled" });
      expect((await school.register(id)).session).toMatchObject({
        state: "cancelled",
        counts: { not_possible: 3 },
      });
      expect(await school.differences()).toEqual([]);
      expect(await school.sessions.restore(localOperator, id, "false alarm")).toEqual({ done: "restored" });
      const after = await school.register(id);
      expect(after.session.state).toBe(state);
      // The same conclusions; where the register was taken meanwhile, told by that.
      const concluded = ({ marks }: typeof before): unknown =>
        marks.map(({ revision: _, why: __, ...mark }) => mark);
      expect(concluded(after)).toEqual(concluded(before));
      expect(after.proposals).toEqual([]);
      expect(await school.differences()).toEqual([]);
      await school.sessions.cancel(localOperator, id, "out of the way of the next");
    },
  );

  test("reopened, it takes up what a feed said while it was final: moved there, or cancelled", async () => {
    school.turn("19:45");
    const [moved, cancelled] = [await school.plan("18:40", "19:10"), await school.plan("19:15", "19:25")];
    await school.scan("S1", "R1", "18:41");
    await school.close(moved, cancelled);
    for (const id of [moved, cancelled]) await school.sessions.signOff(localOperator, id, null);
    const room = school.rooms.get("R2") ?? "";
    await school.change(async (transaction, context) => {
      const [stored] = await transaction.findSessions([moved]);
      if (!stored) throw new Error("the session is not there");
      const plan = { ...stored.plan, rooms: [room], start: at("18:30") };
      return touchedTogether([
        await planSessions(transaction, [plan], context),
        await cancelSessions(transaction, [cancelled], "cancelled", context),
      ]);
    });
    expect((await school.register(moved)).session).toMatchObject({ state: "final", rooms: ["R1"] });
    expect((await school.register(cancelled)).session.state).toBe("final");
    for (const id of [moved, cancelled]) {
      expect(await school.sessions.reopen(localOperator, id, "the feed is right")).toEqual({
        done: "reopened",
      });
    }
    expect((await school.register(moved)).session).toMatchObject({
      state: "reopened",
      rooms: ["R2"],
      start: "2026-11-09T18:30:00.000Z",
    });
    expect((await school.register(cancelled)).session.state).toBe("cancelled");
    expect(await school.differences()).toEqual([]);
    expect(await school.sessions.restore(localOperator, cancelled, "it was held")).toEqual({
      done: "restored",
    });
    expect(await school.differences()).toEqual([]);
  });

  test("moved, it keeps its identity, its scans and what people wrote; the rest is judged anew", async () => {
    school.turn("20:30");
    const id = await school.plan("20:00", "21:00", { rooms: ["R2"] });
    await school.scan("S1", "R3", "20:01");
    await school.correct(id, "S2", "present");
    expect((await school.register(id)).marks[0]?.flags).toEqual([]);
    expect(await school.sessions.move(localOperator, id, { rooms: ["R9"] }, "we moved")).toEqual({
      refused: [{ code: "unknown", thing: "room", field: "rooms", value: "R9" }],
    });
    await school.sessions.move(localOperator, id, { rooms: ["R3"] }, "we moved to R3");
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "present", S3: "not_seen" });
    await school.sessions.move(localOperator, id, { start: at("19:50") }, "we began early");
    const { session, marks } = await school.register(id);
    expect(session).toMatchObject({
      rooms: ["R3"],
      start: "2026-11-09T19:50:00.000Z",
      end: "2026-11-09T20:50:00.000Z",
    });
    expect(marks.map(({ status, minutesLate, source }) => [status, minutesLate, source])).toEqual([
      ["late", 11, "automatic"],
      ["present", null, "manual"],
      ["not_seen", null, "automatic"],
    ]);
    expect(await school.differences()).toEqual([]);
  });
});

describe("students who turn up, and leave", () => {
  let school: RegisterSchool;
  beforeAll(async () => {
    school = await openRegisterSchool();
  });
  afterAll(() => school.dispose());
  const added = { givenName: null, familyName: null, class: null, todayOnly: true };

  test("a visitor becomes a student of the session, and the scan that told of the visit counts", async () => {
    school.turn("09:30");
    const id = await school.plan("09:00", "10:00");
    await school.scan("S4", "R1", "09:01");
    await school.scan("S99", "R1", "09:02");
    await school.scan("S1", "R1", "09:03");
    const { visitors } = await school.register(id);
    expect(visitors.map(({ student }) => student)).toEqual([
      { id: "S4", name: "Pat S4" },
      { id: "S99", name: null },
    ]);
    const grown = { ...added, student: "S99", givenName: "Kim", familyName: "Lee" };
    expect(await school.sessions.addStudent(localOperator, id, grown, "new here")).toEqual({ done: "S99" });
    await school.sessions.addStudent(localOperator, id, { ...added, student: "S4" }, "guest today");
    const after = await school.register(id);
    expect(after.visitors).toEqual([]);
    expect(after.marks.map(({ student, status }) => [student.id, student.name, status])).toEqual([
      ["S1", "Pat S1", "present"],
      ["S2", "Pat S2", "not_seen"],
      ["S3", "Pat S3", "not_seen"],
      ["S4", "Pat S4", "present"],
      ["S99", "Kim Lee", "present"],
    ]);
    expect(await school.sessions.addStudent(localOperator, id, { ...added, student: "S4" }, "twice")).toEqual(
      { refused: [{ code: "already_expected", student: "S4" }] },
    );
    for (const [student, why] of [
      ["2.02612E+11", "its last figures are gone: write it as the school gave it"],
      ["s99", "looks like S99, whom the roster has already: write S99"],
    ] as const) {
      expect(
        await school.sessions.addStudent(localOperator, id, { ...added, student }, "guest"),
      ).toMatchObject({
        refused: [{ code: "doubtful_id", value: student, message: expect.stringContaining(why) }],
      });
    }
    const another = { ...added, student: "S99", givenName: "Zoe", familyName: "Ng" };
    expect(await school.sessions.addStudent(localOperator, id, another, "guest")).toEqual({
      refused: [{ code: "another_name", student: "S99", known: "Kim Lee", told: "Zoe Ng" }],
    });
    school.turn(at("09:00", "2026-11-10"));
    const tomorrow = await school.sessions.plan(
      localOperator,
      {
        classes: ["7A"],
        rooms: ["R1"],
        staff: [],
        start: at("09:00", "2026-11-10"),
        end: at("10:00", "2026-11-10"),
        title: "",
        sort: "",
        mode: "in_person",
        required: true,
        weight: 1,
        beside: false,
      },
      null,
    );
    expect("done" in tomorrow && Object.keys(await school.statuses(tomorrow.done))).toEqual([
      "S1",
      "S2",
      "S3",
    ]);
    expect(await school.differences()).toEqual([]);
  });

  test("leave in a year in which no session can be is refused, with the year that is meant", async () => {
    const leave = {
      student: "S2",
      category: "medical",
      effect: "authorised" as const,
      state: "approved" as const,
    };
    const ask = (from: string, to: string) =>
      school.sessions.recordAbsence(
        localOperator,
        { ...leave, from: Temporal.Instant.from(from), to: Temporal.Instant.from(to) },
        "dentist",
      );
    const first = { code: "impossible_year", field: "from", value: "2569-12-01" };
    expect(await ask("2569-12-01T09:00:00Z", "2569-12-01T17:00:00Z")).toMatchObject({
      refused: [{ ...first, remedy: "write 2026 for 2569 of the Buddhist era" }],
    });
    expect(await ask("2569-12-01T09:00:00Z", "2026-12-01T17:00:00Z")).toMatchObject({ refused: [first] });
    expect(await ask("2026-12-01T09:00:00Z", "2226-12-01T17:00:00Z")).toMatchObject({
      refused: [{ code: "impossible_year", field: "to", value: "2226-12-01", remedy: "correct the year" }],
    });
  });

  test("leave changes marks from its approval to its withdrawal, and no other state does", async () => {
    school.turn("12:20");
    const id = await school.plan("11:00", "12:00", { rooms: ["R2"] });
    await school.scan("S1", "R2", "11:01");
    await school.close(id);
    const leave = {
      student: "S2",
      from: at("10:00"),
      to: at("13:00"),
      category: "medical",
      effect: "authorised" as const,
      state: "submitted" as const,
    };
    const outcome = await school.sessions.recordAbsence(localOperator, leave, "dentist");
    if ("refused" in outcome) throw new Error(JSON.stringify(outcome.refused));
    const absence = outcome.done;
    expect(await school.statuses(id)).toMatchObject({ S2: "absent" });
    await school.sessions.changeAbsence(localOperator, absence, "approved", "note seen");
    const mark = (await school.register(id)).marks.find(({ student }) => student.id === "S2");
    expect(mark).toMatchObject({ status: "absent_authorised", source: "leave" });
    expect(mark?.why).toBe("Authorised absence: approved leave (medical) covers the start at 11:00.");
    await school.sessions.changeAbsence(localOperator, absence, "withdrawn", "was in town");
    expect(await school.statuses(id)).toMatchObject({ S2: "absent" });
    expect(await school.sessions.changeAbsence(localOperator, absence, "approved", "no")).toEqual({
      refused: [{ code: "absence_state", from: "withdrawn", to: "approved" }],
    });
    const { absences } = await school.views.absences(
      { student: "S2", before: null, within: { kind: "everything" }, day: "2026-11-09" },
      10,
    );
    expect(absences).toMatchObject([
      { id: absence, state: "withdrawn", reason: "dentist", decision: { reason: "was in town" } },
    ]);
    expect(await school.differences()).toEqual([]);
  });
});

test("who is expected all day where a class stands is a visitor elsewhere, and none in that room", async () => {
  const school = await openRegisterSchool();
  try {
    school.turn("09:30");
    const stands = { class: school.classes.get("7B") ?? "", room: school.rooms.get("R3") ?? null };
    await school.change((transaction, context) =>
      standClasses(transaction, [stands], monday, london, context),
    );
    const [elsewhere, there] = [
      await school.plan("09:00", "10:00"),
      await school.plan("09:00", "10:00", { rooms: ["R3"], beside: true }),
    ];
    await school.scan("S4", "R1", "09:01");
    await school.scan("S4", "R3", "09:02");
    const visitorsOf = async (session: string) =>
      (await school.register(session)).visitors.map(({ student }) => student.id);
    expect(await visitorsOf(elsewhere)).toEqual(["S4"]);
    expect(await visitorsOf(there)).toEqual([]);
  } finally {
    await school.dispose();
  }
});
