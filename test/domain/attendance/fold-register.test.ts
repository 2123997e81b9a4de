import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { correctMark } from "../../../src/domain/attendance/correct-mark.ts";
import { explainMark } from "../../../src/domain/attendance/explain-mark.ts";
import { foldRegister, type Register } from "../../../src/domain/attendance/fold-register.ts";
import { markWorth, valuedMark } from "../../../src/domain/attendance/mark-worth.ts";
import type { RegisterFacts } from "../../../src/domain/attendance/register-facts.ts";
import { settleClashes } from "../../../src/domain/attendance/settle-clashes.ts";
import { touchingSessions } from "../../../src/domain/attendance/touching-sessions.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { clock, inForce, inRoom, markOf, session, standingSession, writeFacts } from "./school.ts";

type School = ReturnType<typeof writeFacts>;

/** One class in one watched room; ann and ben are in it, and ben is on time, so the lens is clean. */
function school(): School {
  const facts = writeFacts();
  facts.plan(session());
  facts.watch();
  for (const student of ["ann", "ben"]) facts.enrol(student);
  facts.see("ben", "09:00");
  return facts;
}

/** At half past eleven ann is no longer in the class, from today on. */
function leaveToday({ enrol }: School): void {
  enrol("ann", "7a", "2026-01-01", "2026-01-12", clock("11:30"));
}

const fold = (facts: RegisterFacts, now = "12:00", policy: Partial<Policy> = {}) =>
  foldRegister(facts, inForce(policy), clock(now));

function registerOf(registers: readonly Register[], id: string): Register {
  const found = registers.find((register) => register.session.id === id);
  if (!found) throw new Error(`no register of ${id}`);
  return found;
}

const statusOf = (facts: RegisterFacts, student = "ann", id = "maths", now = "12:00", policy = {}) => {
  const mark = registerOf(fold(facts, now, policy), id).marks.get(student)?.mark;
  return mark && ("because" in mark ? `${mark.status} ${mark.because}` : mark.status);
};

describe("one class in one room", () => {
  test("the unseen are absent, the seen are not, and the counts add up", () => {
    const [register] = fold(school().facts);
    expect(register?.counts).toEqual({ absent: 1, present: 1 });
    expect(register?.state).toBe("closed");
  });

  test("a camera dead from 08:56 to 09:04 leaves the unseen to a person, and the late flagged", () => {
    const { facts, ...write } = school();
    write.blind("08:56", "09:04");
    expect(statusOf(facts)).toBe("needs_review room_blind");
    expect(statusOf(facts, "ben")).toBe("present");
    write.see("ann", "09:09");
    const entry = registerOf(fold(facts), "maths").marks.get("ann");
    expect(entry?.mark.status).toBe("late");
    expect(entry?.flags.map(({ code }) => code)).toEqual(["first_seen_after_blindness"]);
  });

  test("blindness that a backlog took back is none", () => {
    const { facts, ...write } = school();
    write.blind("08:56", "09:04", "camera-R1", "b1");
    write.blind("08:56", "08:56", "camera-R1", "b1");
    expect(statusOf(facts)).toBe("absent");
  });

  test("another room's camera is another matter", () => {
    const { facts, ...write } = school();
    write.watch("R2");
    write.blind("08:00", null, "camera-R2");
    expect(statusOf(facts)).toBe("absent");
  });

  test("a second door without health data, and nobody can say", () => {
    const { facts, ...write } = school();
    write.watch("R1", false, "old-camera");
    expect(statusOf(facts)).toBe("needs_review no_health");
  });

  test("a camera replaced during the session watched its part", () => {
    const { facts, next } = school();
    const [watch] = facts.watches;
    if (!watch) throw new Error("the room is watched");
    facts.watches.length = 0;
    facts.watches.push({ ...watch, to: clock("09:02") });
    expect(statusOf(facts)).toBe("needs_review room_blind");
    facts.watches.push({ ...watch, ...next(), watch: "new", reader: "new", from: clock("09:02") });
    expect(statusOf(facts)).toBe("absent");
  });

  test("when nobody was seen at all a heartbeat proves nothing; a signed register does", () => {
    const { facts, ...write } = school();
    facts.scans.length = 0;
    expect(statusOf(facts)).toBe("needs_review nobody_seen");
    write.see("ann", "09:00", "R1", { decision: "denied" });
    write.see(null, "09:00");
    write.see("stranger", "09:00");
    expect(statusOf(facts, "ben")).toBe("needs_review nobody_seen");
    write.signOff("09:30");
    expect(statusOf(facts)).toBe("absent");
  });

  test("an identity joined to a student later brings the scans along", () => {
    const { facts, next, ...write } = school();
    const scan = write.see(null, "09:01");
    expect(statusOf(facts)).toBe("absent");
    facts.scans.push({ ...scan, ...next(), student: "ann" });
    expect(statusOf(facts)).toBe("present");
    facts.scans.push({ ...scan, ...next(), student: "ben" });
    expect(statusOf(facts)).toBe("absent");
  });
});

describe("enrolment", () => {
  test.each([
    ["2026-01-12", null, "absent"], // from is inclusive
    ["2026-01-13", null, undefined],
    ["2026-01-01", "2026-01-13", "absent"],
    ["2026-01-01", "2026-01-12", undefined], // to is exclusive
  ])("from %s to %s on 12 January: %s", (from, to, status) => {
    const { facts, ...write } = school();
    write.enrol("cat", "7a", from, to);
    expect(statusOf(facts, "cat")).toBe(status);
  });

  test("ending one after the session opened leaves the student in the register, not possible", () => {
    const { facts, ...write } = school();
    write.see("ann", "09:00");
    write.enrol("ann", "7a", "2026-01-01", "2026-01-10", clock("11:00"));
    expect(statusOf(facts)).toBe("not_possible not_enrolled");
    expect(registerOf(fold(facts), "maths").counts).toEqual({ present: 1, not_possible: 1 });
  });

  test("a mistake put right before the session opened leaves nothing behind", () => {
    const { facts, ...write } = school();
    write.enrol("ann", "7a", "2026-01-01", "2026-01-10", clock("08:00"));
    expect(statusOf(facts)).toBeUndefined();
  });

  test.each([
    [
      "is planned only after that",
      (write: School) => {
        leaveToday(write);
        write.plan(session());
      },
    ],
    [
      "stands only after that",
      (write: School) => {
        leaveToday(write);
        write.plan(standingSession({ id: "maths" }));
      },
    ],
    [
      "is moved to today only after that",
      (write: School) => {
        const tomorrow = { start: clock("09:00", "2026-01-13"), end: clock("10:00", "2026-01-13") };
        write.plan(session({ ...tomorrow, day: "2026-01-13" }));
        leaveToday(write);
        write.plan(session());
      },
    ],
    [
      "is given to the class only after that",
      (write: School) => {
        write.plan(session({ classes: ["7b"] }));
        leaveToday(write);
        write.plan(session());
      },
    ],
  ])("whoever left a class this morning never had a seat in a session that %s", (_, happens) => {
    const write = writeFacts();
    write.watch();
    write.enrol("ben");
    write.enrol("ann");
    happens(write);
    write.see("ben", "09:00");
    expect(statusOf(write.facts)).toBeUndefined();
    expect(registerOf(fold(write.facts), "maths").counts).toEqual({ present: 1 });
  });

  test("who changes the group is expected in the new one from that day", () => {
    const { facts, ...write } = school();
    write.plan(session({ id: "maths-b", rooms: ["R2"], classes: ["7b"] }));
    write.watch("R2");
    write.enrol("ann", "7a", "2026-01-01", "2026-01-12", clock("15:00", "2026-01-09"));
    write.enrol("ann", "7b", "2026-01-12");
    write.see("ann", "09:00", "R2");
    expect(statusOf(facts, "ann", "maths")).toBeUndefined();
    expect(statusOf(facts, "ann", "maths-b")).toBe("present");
  });
});

describe("sessions that touch", () => {
  function twoLessons() {
    const written = school();
    written.plan(session({ id: "later", start: clock("10:00"), end: clock("11:00") }));
    written.see("ben", "10:01");
    return written;
  }

  test("seen in the first and never gone out is not absent from the second", () => {
    const { facts, ...write } = twoLessons();
    write.see("ann", "09:01");
    expect(statusOf(facts, "ann", "later")).toBe("needs_review earlier_session");
    write.see("ann", "09:40", "R1", { direction: "out" });
    expect(statusOf(facts, "ann", "later")).toBe("absent");
  });

  test("nor from the third", () => {
    const { facts, ...write } = twoLessons();
    write.plan(session({ id: "third", start: clock("11:00"), end: clock("12:00") }));
    write.see("ben", "11:00");
    write.see("ann", "09:01");
    expect(statusOf(facts, "ann", "third", "13:00")).toBe("needs_review earlier_session");
  });

  test("seen towards the end of the first is in the second, perhaps on the way out", () => {
    const { facts, ...write } = twoLessons();
    write.see("ann", "09:50");
    const registers = fold(facts);
    expect(registerOf(registers, "maths").marks.get("ann")?.mark.status).toBe("late_after_close");
    const later = registerOf(registers, "later").marks.get("ann");
    expect(later?.mark.status).toBe("present");
    expect(later?.flags.map(({ code }) => code)).toEqual(["possible_exit"]);
  });

  function clash() {
    const written = school();
    written.plan(session({ id: "choir", rooms: ["R2"], start: clock("09:30"), end: clock("10:30") }));
    written.watch("R2");
    written.see("ben", "09:30", "R2");
    return written;
  }

  test("attended here, and so not possible there; attended both, and both count", () => {
    const { facts, ...write } = clash();
    expect(statusOf(facts, "ben", "maths")).toBe("present");
    write.see("ann", "09:32", "R2");
    expect(statusOf(facts, "ann", "maths")).toBe("not_possible clash");
    write.see("ann", "09:00");
    expect(statusOf(facts, "ann", "maths")).toBe("present");
    expect(statusOf(facts, "ann", "choir")).toBe("present");
  });

  test("one hour missed is missed once, in the session that comes first", () => {
    const { facts } = clash();
    expect(statusOf(facts, "ann", "maths")).toBe("absent");
    expect(statusOf(facts, "ann", "choir")).toBe("not_possible clash");
  });

  test("what only overlaps a clashing one is missed for itself", () => {
    const { facts, ...write } = clash();
    write.plan(session({ id: "drama", rooms: ["R3"], start: clock("10:15"), end: clock("11:00") }));
    write.watch("R3");
    write.see("ben", "10:15", "R3");
    expect(statusOf(facts, "ann", "drama")).toBe("absent");
  });

  test("an optional session neither excuses nor is excused", () => {
    const { facts, ...write } = school();
    write.plan(session({ id: "choir", required: false, rooms: ["R2"] }));
    write.watch("R2");
    write.see("ann", "09:00", "R2");
    expect(statusOf(facts, "ann", "maths")).toBe("absent");
  });

  test("a standing session clashes with nothing", () => {
    const { facts, ...write } = school();
    write.plan(standingSession({ rooms: ["hall"] }));
    write.see("ann", "08:00", "hall");
    const night = foldRegister(facts, inForce(), clock("01:00", "2026-01-13"));
    expect(registerOf(night, "standing").counts).toEqual({ present: 1, absent: 1 });
    expect(registerOf(night, "maths").marks.get("ann")?.mark.status).toBe("absent");
  });

  test("a wrong room that is accepted counts, and one that is flagged does not", () => {
    const { facts, ...write } = school();
    write.see("ann", "09:00", "gate");
    expect(statusOf(facts)).toBe("absent");
    expect(statusOf(facts, "ann", "maths", "12:00", { wrongRoom: "accept" })).toBe("present");
  });
});

describe("a person's word", () => {
  test("locks the mark, and a release gives it back to the facts", () => {
    const { facts, ...write } = school();
    write.correct("ann", { status: "present" });
    expect(statusOf(facts)).toBe("present");
    write.correct("ben", { status: "absent" });
    // The teacher knew of the scan at 09:00 and said otherwise: that is no conflict.
    expect(registerOf(fold(facts), "maths").marks.get("ben")?.flags).toEqual([]);
    const later = write.see("ben", "09:30").scan.id;
    const ben = registerOf(fold(facts), "maths").marks.get("ben");
    expect(ben).toMatchObject({ source: "manual", mark: { status: "absent" } });
    expect(ben?.flags).toEqual([{ code: "conflict", automatic: "present", scans: [later] }]);
    write.correct("ben", null);
    expect(statusOf(facts, "ben")).toBe("present");
  });

  test("stands even when the enrolment does not", () => {
    const { facts, ...write } = school();
    write.correct("guest", { status: "present" });
    expect(statusOf(facts, "guest")).toBe("present");
    write.correct("guest", null);
    expect(statusOf(facts, "guest")).toBe("not_possible not_enrolled");
  });

  const request = {
    to: { status: "present" },
    actor: "t1",
    role: "teacher",
    source: "manual",
    reason: "was there",
    at: clock("12:00"),
  } as const;
  const context = {
    session: "maths",
    student: "ann",
    state: "closed",
    before: markOf([]),
  } as const;

  test("keeps who, as what, when, why, and the value before", () => {
    const { before } = context;
    const kept = { accepted: { ...request, session: "maths", student: "ann", before } };
    expect(correctMark(request, context)).toEqual(kept);
  });

  test.each([
    [{ actor: "" }, {}, "actor_missing"],
    [{ role: " " }, {}, "role_missing"],
    [{ reason: " \n" }, {}, "reason_missing"],
    [{}, { state: "final" }, "session_final"],
    [{}, { state: "cancelled" }, "session_cancelled"],
    [{}, { state: "scheduled" }, "session_not_open"],
    [{}, { before: null }, "no_such_mark"],
    [{ to: "released" }, {}, "nothing_to_release"],
    [{ to: { status: "late", minutesLate: -1 } }, {}, "minutes_invalid"],
    [{ to: { status: "late", minutesLate: 1.5 } }, {}, "minutes_invalid"],
  ] as const)("%j with %j is refused: %s", (over, about, code) => {
    expect(correctMark({ ...request, ...over }, { ...context, ...about })).toMatchObject({
      refused: { code },
    });
  });

  test("leave may be known before the session opens", () => {
    const to = { status: "absent_authorised", absence: null } as const;
    expect(correctMark({ ...request, to }, { ...context, state: "scheduled" })).toHaveProperty("accepted");
  });
});

describe("cancelling and moving", () => {
  test("cancelled is not possible for all, and restoring restores the same marks", () => {
    const { facts, ...write } = school();
    write.correct("ann", { status: "absent_authorised", absence: null });
    const before = fold(facts);
    write.cancel("11:00");
    expect(registerOf(fold(facts), "maths")).toMatchObject({
      state: "cancelled",
      counts: { not_possible: 2 },
    });
    write.restore("11:30");
    expect(fold(facts)).toEqual(before);
  });

  test("a session that moves keeps manual marks and judges the others anew", () => {
    const { facts, ...write } = school();
    write.correct("ann", { status: "absent_authorised", absence: null });
    write.plan(session({ start: clock("08:50"), end: clock("09:50") }));
    expect(statusOf(facts)).toBe("absent_authorised");
    expect(statusOf(facts, "ben")).toBe("late");
  });

  test("judging by other numbers is a fact of its own", () => {
    const { facts, next } = school();
    const strict = { policy: { ...creditPolicy, version: 2, onTimeGrace: 0 }, from: clock("11:00") };
    facts.scans.push({ ...next(), scan: inRoom("09:01").scan, room: "R1", student: "ann" });
    const status = () => {
      const [register] = foldRegister(facts, [...inForce(), strict], clock("12:00"));
      return register?.marks.get("ann")?.mark.status;
    };
    expect(status()).toBe("present");
    facts.sessions.push({ ...next(), session: "maths", kind: "judged_by", policyVersion: 2 });
    expect(status()).toBe("late");
  });
});

describe("finality", () => {
  function finalSchool() {
    const written = school();
    written.signOff("09:30");
    written.finalise("10:10");
    return written;
  }
  const maths = (facts: RegisterFacts) => registerOf(fold(facts, "20:00"), "maths");

  test("late evidence changes nothing and is proposed", () => {
    const { facts, ...write } = finalSchool();
    const before = maths(facts);
    const late = write.see("ann", "09:02");
    const after = maths(facts);
    expect(after.marks).toEqual(before.marks);
    expect(after.state).toBe("final");
    expect(after.proposals).toMatchObject([
      {
        student: "ann",
        from: { mark: { status: "absent" } },
        to: { mark: { status: "present" } },
        facts: [late.id],
      },
    ]);
  });

  test("evidence that changes no mark is no proposal", () => {
    const { facts, ...write } = finalSchool();
    write.see("ann", "13:00");
    write.see("ann", "09:02", "R1", { decision: "denied" });
    expect(maths(facts).proposals).toEqual([]);
  });

  test("accepted it counts, declined it does not, not even when the session is opened again", () => {
    const accepted = finalSchool();
    accepted.decide(accepted.see("ann", "09:02").id, "accepted");
    expect(maths(accepted.facts).marks.get("ann")?.mark.status).toBe("present");
    expect(maths(accepted.facts).proposals).toEqual([]);

    const declined = finalSchool();
    declined.decide(declined.see("ann", "09:02").id, "declined");
    expect(maths(declined.facts)).toMatchObject({ proposals: [], counts: { absent: 1, present: 1 } });
    declined.reopen("14:00");
    expect(maths(declined.facts)).toMatchObject({ state: "reopened", counts: { absent: 1, present: 1 } });
  });

  test("the last word on a fact holds", () => {
    const { facts, ...write } = finalSchool();
    const { id } = write.see("ann", "09:02");
    for (const [verdict, status] of [
      ["declined", "absent"],
      ["accepted", "present"],
      ["declined", "absent"],
    ] as const) {
      write.decide(id, verdict);
      expect(maths(facts).marks.get("ann")?.mark.status).toBe(status);
    }
  });

  test("a decision judges by what was so at finality, and not by what has come since", () => {
    const { facts, ...write } = school();
    write.plan(session({ id: "a-trip", rooms: ["R2"], end: clock("12:00") }));
    write.watch("R2");
    write.see("ben", "09:00", "R2");
    write.plan(session({ id: "choir", rooms: ["R3"], start: clock("10:30"), end: clock("11:00") }));
    write.watch("R3");
    write.see("ben", "10:30", "R3");
    write.finalise("11:10", "choir");
    expect(statusOf(facts, "ann", "choir", "20:00")).toBe("absent");
    // By 13:00 the trip, which comes first, was missed as well.
    write.decide(write.see("ann", "10:31", "R3").id, "declined", "13:00", "choir");
    expect(statusOf(facts, "ann", "choir", "20:00")).toBe("absent");
  });

  test("opened again, it takes in what came late", () => {
    const { facts, ...write } = finalSchool();
    write.see("ann", "09:02");
    write.reopen("14:00");
    expect(maths(facts)).toMatchObject({ state: "reopened", counts: { present: 2 }, proposals: [] });
    write.finalise("15:00");
    expect(maths(facts)).toMatchObject({ state: "final", counts: { present: 2 } });
  });

  test("a feed that cancels or moves a final session proposes as well", () => {
    const cancelled = finalSchool();
    cancelled.cancel("15:00");
    const register = maths(cancelled.facts);
    expect(register.state).toBe("final");
    expect(register.counts).toEqual({ absent: 1, present: 1 });
    expect(register.proposals.map(({ to }) => to?.why.rule)).toEqual(["cancelled", "cancelled"]);
    const fact = register.proposals[0]?.facts[0] ?? "";
    cancelled.decide(fact, "accepted", "16:00");
    expect(maths(cancelled.facts)).toMatchObject({ state: "cancelled", counts: { not_possible: 2 } });

    const moved = finalSchool();
    moved.plan(session({ start: clock("08:50"), end: clock("09:50") }));
    expect(maths(moved.facts).session.start.equals(clock("09:00"))).toBe(true);
    expect(maths(moved.facts).proposals.map(({ student }) => student)).toContain("ben");
  });

  test("an attended clash that comes late proposes, and changes the open session alone", () => {
    const { facts, ...write } = finalSchool();
    write.plan(session({ id: "choir", rooms: ["R2"], start: clock("09:30"), end: clock("10:30") }));
    write.watch("R2");
    write.see("ann", "09:31", "R2");
    const registers = fold(facts, "20:00");
    expect(registerOf(registers, "maths").marks.get("ann")?.mark.status).toBe("absent");
    expect(registerOf(registers, "maths").proposals).toMatchObject([
      { student: "ann", to: { mark: { status: "not_possible", because: "clash" } } },
    ]);
    expect(registerOf(registers, "choir").marks.get("ann")?.mark.status).toBe("present");
  });
});

describe("a final mark among others", () => {
  const choir = session({ id: "choir", rooms: ["R2"], start: clock("09:30"), end: clock("10:30") });

  test("still excuses what clashes with it", () => {
    const { facts, ...write } = school();
    write.finalise("10:10");
    write.plan(choir);
    write.watch("R2");
    write.see("ben", "09:30", "R2");
    expect(statusOf(facts, "ann", "choir")).toBe("not_possible clash");
  });

  test("is not changed by one", () => {
    const marked = (fixed: boolean) => [
      { session: session(), entry: markOf([]), fixed },
      { session: choir, entry: markOf([inRoom("09:00")]), fixed: false },
    ];
    const statuses = (fixed: boolean) => settleClashes(marked(fixed)).map(({ entry }) => entry.mark.status);
    expect(statuses(true)).toEqual(["absent", "present"]);
    expect(statuses(false)).toEqual(["not_possible", "present"]);
  });
});

describe("why", () => {
  test("an explanation names the step, what was passed over, the bounds and the worth", () => {
    const entry = markOf([inRoom("09:10")]);
    const window = windowOf(session(), creditPolicy);
    const why = explainMark(entry, { window, policy: creditPolicy, state: "closed" }, creditPolicy);
    expect(why).toMatchObject({
      rule: "seen_late",
      step: "seen",
      passedOver: ["cancelled", "correction", "not_enrolled"],
      bounds: { onTimeUntil: clock("09:05").epochMilliseconds },
      worth: { counted: true, credit: { num: 1n, den: 2n } },
    });
    expect(why.scans).toHaveLength(1);
  });
});

/* Random schools: two rooms, up to three sessions, three students, any scans. */

const studentNames = ["ann", "ben", "cat"] as const;
const minute = fc.integer({ min: -30, max: 150 });
const scanned = fc.record({
  student: fc.constantFrom(...studentNames, null, "stranger"),
  room: fc.constantFrom("R1", "R2", "gate"),
  minute,
  decision: fc.constantFrom("granted", "granted", "late", "denied", "unknown"),
  identified: fc.boolean().map((claim) => !claim || false),
  direction: fc.constantFrom(null, "in", "out"),
} as const);
const lesson = fc.record({
  start: fc.integer({ min: 0, max: 8 }).map((quarters) => quarters * 15),
  length: fc.constantFrom(30, 60, 90),
  rooms: fc.constantFrom(["R1"], ["R2"], ["R1", "R2"]),
  classes: fc.constantFrom(["7a"], ["7b"], ["7a", "7b"]),
  required: fc.boolean(),
});
type Happening =
  | { readonly kind: "scan"; readonly it: typeof scanned extends fc.Arbitrary<infer S> ? S : never }
  | { readonly kind: "blind"; readonly from: number; readonly length: number }
  | { readonly kind: "absent"; readonly student: string; readonly from: number; readonly length: number }
  | { readonly kind: "correct"; readonly student: string; readonly lesson: number; readonly release: boolean }
  | { readonly kind: "final" | "open" | "cancel" | "restore" | "sign"; readonly lesson: number };
const pupil = fc.constantFrom(...studentNames);
const which = fc.nat(2);
const length = fc.integer({ min: 1, max: 60 });
const scanHappening = scanned.map((it): Happening => ({ kind: "scan", it }));
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: scanHappening },
  fc.record({ kind: fc.constant("blind" as const), from: minute, length }),
  fc.record({ kind: fc.constant("absent" as const), student: pupil, from: minute, length }),
  fc.record({ kind: fc.constant("correct" as const), student: pupil, lesson: which, release: fc.boolean() }),
  fc.record({ kind: fc.constantFrom("cancel" as const, "restore" as const, "sign" as const), lesson: which }),
);
const finalHappening = fc.record({ kind: fc.constantFrom("final" as const, "open" as const), lesson: which });
const lessons = fc.array(lesson, { minLength: 1, maxLength: 3 });
const policies = fc.record({
  wrongRoom: fc.constantFrom("flag" as const, "accept" as const, "ignore" as const),
  trustDeviceLate: fc.boolean(),
  minimumStay: fc.constantFrom(null, { minutes: 20 }),
});

const nine = clock("09:00");
const time = (minutes: number) => nine.add({ minutes });

function build(
  plans: readonly (typeof lesson extends fc.Arbitrary<infer L> ? L : never)[],
  events: readonly Happening[],
) {
  const written = writeFacts();
  for (const [index, { start, length: long, ...rest }] of plans.entries()) {
    written.plan(session({ id: `s${index}`, ...rest, start: time(start), end: time(start + long) }));
  }
  written.watch("R1");
  written.watch("R2");
  written.enrol("ann", "7a");
  written.enrol("ben", "7a");
  written.enrol("ben", "7b");
  written.enrol("cat", "7b", "2026-01-01", null);
  const wall = (minutes: number) =>
    time(minutes).toZonedDateTimeISO("Europe/London").toPlainTime().toString();
  let moment = 0;
  for (const event of events) {
    moment += 1;
    const late = `18:${String(moment % 60).padStart(2, "0")}`;
    const id = "lesson" in event ? `s${event.lesson % plans.length}` : "";
    if (event.kind === "scan") {
      const { student, room, minute: at, ...rest } = event.it;
      // Of what it says and of nothing else: two scans of one moment are told apart by their contents.
      const contentHash = JSON.stringify(event.it);
      written.see(student, time(at), room, { ...rest, contentHash });
    } else if (event.kind === "blind") written.blind(wall(event.from), wall(event.from + event.length));
    else if (event.kind === "absent")
      written.absent(event.student, wall(event.from), wall(event.from + event.length));
    else if (event.kind === "correct")
      written.correct(event.student, event.release ? null : { status: "present" }, id);
    else if (event.kind === "final") written.finalise(late, id);
    else if (event.kind === "open") written.reopen(late, id);
    else if (event.kind === "cancel") written.cancel(late, id);
    else if (event.kind === "restore") written.restore(late, id);
    else written.signOff(late, id);
  }
  return written;
}

const evening = clock("20:00");

describe("laws of random schools", () => {
  test("any order and repetition of the stored facts gives the same registers", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(fc.oneof({ weight: 4, arbitrary: happening }, finalHappening), { maxLength: 14 }),
        policies,
        fc.infiniteStream(fc.nat()),
        (plans, events, policy, draws) => {
          const { facts } = build(plans, events);
          const shuffle = <T>(list: readonly T[]): T[] =>
            [...list, ...list]
              .map((item) => ({ item, draw: draws.next().value ?? 0 }))
              .sort((a, b) => a.draw - b.draw)
              .map(({ item }) => item);
          const mixed: RegisterFacts = {
            sessions: shuffle(facts.sessions),
            enrolments: shuffle(facts.enrolments),
            absences: shuffle(facts.absences),
            scans: shuffle(facts.scans),
            corrections: shuffle(facts.corrections),
            watches: shuffle(facts.watches),
            blindness: shuffle(facts.blindness),
            decisions: shuffle(facts.decisions),
          };
          expect(foldRegister(mixed, inForce(policy), evening)).toEqual(
            foldRegister(facts, inForce(policy), evening),
          );
        },
      ),
    );
  });

  test("before finality the order in which scans were stored is no part of a mark", () => {
    fc.assert(
      fc.property(
        lessons,
        fc
          .array(scanHappening, { maxLength: 10 })
          .chain((own) => fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length }))),
        policies,
        (plans, [events, mixed], policy) => {
          const outcome = (list: readonly Happening[]) => {
            const { facts } = build(plans, list);
            return foldRegister(facts, inForce(policy), evening).map(({ marks }) =>
              [...marks].map(([student, { mark, flags, lastSeen }]) => [
                student,
                mark.status,
                "minutesLate" in mark ? mark.minutesLate : null,
                flags.map(({ code }) => code),
                lastSeen?.toString(),
              ]),
            );
          };
          expect(outcome(mixed)).toEqual(outcome(events));
        },
      ),
    );
  });

  test("one mark for each student who is expected, and the counts add up to them", () => {
    fc.assert(
      fc.property(lessons, fc.array(happening, { maxLength: 10 }), policies, (plans, events, policy) => {
        for (const register of foldRegister(build(plans, events).facts, inForce(policy), evening)) {
          const counted = Object.values(register.counts).reduce((sum, count) => sum + count, 0);
          expect(counted).toBe(register.marks.size);
          const { classes } = register.session;
          if (classes.includes("7a"))
            expect([...register.marks.keys()]).toEqual(expect.arrayContaining(["ann", "ben"]));
          if (classes.includes("7b"))
            expect([...register.marks.keys()]).toEqual(expect.arrayContaining(["ben", "cat"]));
        }
      }),
    );
  });

  test("no later fact changes a mark of a final session", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(happening, { maxLength: 8 }),
        fc.array(happening, { minLength: 1, maxLength: 8 }),
        policies,
        (plans, before, late, policy) => {
          const final = plans.map((_, index): Happening => ({ kind: "final", lesson: index }));
          const marks = (events: readonly Happening[]) =>
            foldRegister(build(plans, events).facts, inForce(policy), evening).map((register) =>
              [...register.marks].map(([student, { mark }]) => [student, mark.status]),
            );
          expect(marks([...before, ...final, ...late])).toEqual(marks([...before, ...final]));
        },
      ),
    );
  });

  test("refused and unidentified scans never change anyone's marks", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(happening, { maxLength: 8 }),
        fc.array(
          scanned.chain((it) =>
            fc.constantFrom({ ...it, decision: "denied" as const }, { ...it, identified: false }),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        policies,
        (plans, events, refused, policy) => {
          const more = refused.map((it): Happening => ({ kind: "scan", it }));
          const marks = (list: readonly Happening[]) =>
            foldRegister(build(plans, list).facts, inForce(policy), evening).map(({ counts, marks: own }) => [
              counts,
              [...own].map(([student, { mark, lastSeen }]) => [student, mark.status, lastSeen?.toString()]),
            ]);
          expect(marks([...events, ...more])).toEqual(marks(events));
        },
      ),
    );
  });

  test("another student's scan changes nothing but whether anybody was seen", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(happening, { maxLength: 8 }),
        scanned,
        policies,
        (plans, events, it, policy) => {
          const marks = (list: readonly Happening[]) =>
            foldRegister(build(plans, list).facts, inForce(policy), evening).flatMap(
              ({ session: { id }, marks: own }) =>
                [...own].map(([student, { mark }]) => ({ key: `${id} ${student}`, student, mark })),
            );
          const before = marks(events);
          // Once nobody is in doubt for that reason, the students are strangers to each other.
          if (before.some(({ mark }) => mark.status === "needs_review" && mark.because === "nobody_seen"))
            return;
          const others = (list: typeof before) =>
            list.filter(({ student }) => student !== it.student).map(({ key, mark }) => [key, mark.status]);
          expect(others(marks([...events, { kind: "scan", it }]))).toEqual(others(before));
        },
      ),
    );
  });

  test("what happens on another day changes nothing", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(happening, { maxLength: 8 }),
        scanned,
        fc.constantFrom(-1, 1, 7),
        policies,
        (plans, events, { student, room, minute: at, ...rest }, days, policy) => {
          const written = build(plans, events);
          const before = foldRegister(written.facts, inForce(policy), evening);
          written.see(student, time(at).add({ hours: 24 * days }), room, rest);
          expect(foldRegister(written.facts, inForce(policy), evening)).toEqual(before);
        },
      ),
    );
  });

  test("another scan never lowers a student's credit in a session while departures are not tracked", () => {
    fc.assert(
      fc.property(
        lessons,
        fc.array(happening, { maxLength: 8 }),
        scanned,
        policies,
        (plans, events, it, own) => {
          const policy = { ...own, minimumStay: null };
          const credits = (list: readonly Happening[]) =>
            foldRegister(build(plans, list).facts, inForce(policy), evening).flatMap(({ marks }) =>
              [...marks.values()].map((entry) => {
                const worth = markWorth(valuedMark(entry), { ...creditPolicy, ...policy }, 3_600_000, false);
                return worth.counted ? Number(worth.credit.num) / Number(worth.credit.den) : 0;
              }),
            );
          const before = credits(events);
          const after = credits([...events, { kind: "scan", it }]);
          expect(after.every((credit, index) => credit >= (before[index] ?? 0))).toBe(true);
        },
      ),
    );
  });

  test("cancelling and restoring every session restores the same registers", () => {
    fc.assert(
      fc.property(lessons, fc.array(scanHappening, { maxLength: 8 }), policies, (plans, events, policy) => {
        const each = (kind: "cancel" | "restore") =>
          plans.map((_, index): Happening => ({ kind, lesson: index }));
        const marks = (list: readonly Happening[]) =>
          foldRegister(build(plans, list).facts, inForce(policy), evening).map(({ counts, state }) => [
            counts,
            state,
          ]);
        expect(marks([...events, ...each("cancel"), ...each("restore")])).toEqual(marks(events));
      }),
    );
  });
});

test("sessions that do not touch may be folded apart", () => {
  const students: Record<string, string[]> = { "7a": ["ann", "ben"], "7b": ["ben", "cat"] };
  const grouped: number[] = [];
  fc.assert(
    fc.property(
      fc.array(lesson, { minLength: 2, maxLength: 5 }),
      fc.array(fc.oneof({ weight: 4, arbitrary: happening }, finalHappening), { maxLength: 14 }),
      policies,
      (plans, events, policy) => {
        const { facts } = build(plans, events);
        const together = foldRegister(facts, inForce(policy), evening);
        const groups = touchingSessions(
          together.map(({ session: { id, rooms, classes, ...rest }, marks }) => ({
            id,
            rooms,
            window: windowOf(rest, creditPolicy),
            students: [...classes.flatMap((name) => students[name] ?? []), ...marks.keys()],
          })),
        );
        grouped.push(groups.length);
        const apart = groups.flatMap((ids) => {
          const sessions = facts.sessions.filter(({ session: id }) => ids.includes(id));
          return foldRegister({ ...facts, sessions }, inForce(policy), evening);
        });
        const byId = (registers: readonly Register[]) =>
          new Map(registers.map((register) => [register.session.id, register]));
        expect(byId(apart)).toEqual(byId(together));
      },
    ),
  );
  expect(Math.max(...grouped)).toBeGreaterThan(1);
});

test("a school day ends where the next begins, also on the day of 25 hours", () => {
  const start = Temporal.PlainDate.from("2026-10-25").toZonedDateTime("Europe/London");
  const written = writeFacts();
  const end = start.add({ days: 1 });
  written.plan(standingSession({ day: "2026-10-25", start: start.toInstant(), end: end.toInstant() }));
  written.enrol("ann");
  written.see("ann", end.toInstant().subtract({ seconds: 1 }));
  const [register] = foldRegister(written.facts, inForce(), end.toInstant());
  expect(register?.counts).toEqual({ present: 1 });
  expect(end.epochMilliseconds - start.epochMilliseconds).toBe(25 * 3_600_000);
});
