import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repairTimetable } from "../../../src/app/rebuild/check-timetable.ts";
import { at, monday, openTimetableSchool, type TimetableSchool } from "./timetable-school.ts";

describe("a lesson at nine", () => {
  let school: TimetableSchool;
  beforeAll(async () => {
    school = await openTimetableSchool();
    await school.watch(at("07:00"), "R1", "R2", "R3");
    for (const student of ["S1", "S2", "S3"]) await school.enrol(at("07:00"), student, "7A");
  });
  afterAll(() => school.dispose());

  test("fills from scans, and its close concludes who was not seen", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, {}));
    await school.scan(
      at("09:30"),
      { student: "S1", room: "R1", at: at("09:03") },
      { student: "S2", room: "R1", at: at("09:06") },
    );
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "late" });
    await school.close(at("10:10"), id);
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "late", S3: "absent" });
    expect((await school.check(at("10:10"))).differences).toEqual([]);
  });

  test("in which nobody is seen waits for a person, until somebody turns out to have been", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, { start: at("14:00"), end: at("15:00") }));
    await school.close(at("15:10"), id);
    expect(await school.statuses(id)).toEqual({ S1: "needs_review", S2: "needs_review", S3: "needs_review" });
    await school.scan(at("16:00"), { student: "S2", room: "R1", at: at("14:01") });
    expect(await school.statuses(id)).toEqual({ S1: "absent", S2: "present", S3: "absent" });
    expect((await school.check(at("16:00"))).differences).toEqual([]);
  });

  test("keeps its marks once it is final, whatever comes then", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, { start: at("17:00"), end: at("18:00") }));
    await school.scan(at("17:05"), { student: "S1", room: "R1", at: at("17:01") });
    await school.close(at("18:10"), id);
    await school.finalise(at("18:20"), id);
    await school.scan(at("19:00"), { student: "S3", room: "R1", at: at("17:02") });
    expect((await school.statuses(id)).S3).toBe("absent");
    expect((await school.check(at("19:00"))).differences).toEqual([]);
    await school.reopen(at("19:05"), id);
    expect((await school.statuses(id)).S3).toBe("present");
    expect((await school.check(at("19:05"))).differences).toEqual([]);
  });

  test("whose mark was lost behind the rules' back is told, and mended", async () => {
    const now = at("20:00");
    await school.run("delete from mark where status = 'late'");
    const report = await school.check(now);
    expect(report.differences).toMatchObject([{ stored: "none", folded: "late by seen_late" }]);
    expect(await repairTimetable(school.store.timetable, report, now)).toBe(1);
    expect((await school.check(now)).differences).toEqual([]);
  });
});

const minuteOf = (minute: number) => at("08:00").add({ minutes: minute });
const student = fc.constantFrom("S1", "S2", "S3", "S4");
const room = fc.constantFrom("R1", "R2");
const session = fc.constantFrom(0, 1, 2, 3);

const event = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("class" as const),
      session,
      of: fc.constantFrom("7A", "7B"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("identity" as const), nth: fc.nat({ max: 30 }), student }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("scan" as const),
      student,
      room,
      minute: fc.integer({ min: 0, max: 300 }),
      direction: fc.constantFrom("in" as const, "out" as const, undefined),
      decision: fc.constantFrom("granted" as const, "late" as const, "denied" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), session, back: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      session,
      room,
      by: fc.integer({ min: -40, max: 40 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("final" as const), session, back: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("enrol" as const),
      student,
      of: fc.constantFrom("7A", "7B"),
      from: fc.constantFrom("2026-09-01", monday, "2026-11-10"),
      to: fc.constantFrom(null, "2026-11-10", "2026-11-11"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("leave" as const),
      student,
      from: fc.integer({ min: 0, max: 240 }),
      length: fc.integer({ min: 10, max: 120 }),
      effect: fc.constantFrom("authorised" as const, "elsewhere" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("blind" as const),
      room,
      from: fc.integer({ min: 0, max: 240 }),
      length: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("correct" as const),
      session,
      student,
      status: fc.constantFrom("present" as const, "absent" as const, "released" as const),
    }),
  },
);

describe("whatever happens in a school, in whatever order it becomes known", () => {
  test("what is stored is what the facts fold to", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 24 }), async (events) => {
        const school = await openTimetableSchool();
        try {
          await school.watch(at("07:00"), "R1", "R2");
          for (const name of ["S1", "S2", "S3"]) await school.enrol(at("07:00"), name, "7A");
          for (const name of ["S2", "S4"]) await school.enrol(at("07:00"), name, "7B");
          const [r1 = "", r2 = ""] = [school.rooms.R1, school.rooms.R2];
          const [a = "", b = ""] = [school.classes["7A"], school.classes["7B"]];
          // Two that follow on each other in a room, and two that overlap.
          const plans = [
            school.plan(uuidv7(), { start: minuteOf(60), end: minuteOf(110), rooms: [r1], classes: [a] }),
            school.plan(uuidv7(), { start: minuteOf(110), end: minuteOf(170), rooms: [r1], classes: [a, b] }),
            school.plan(uuidv7(), { start: minuteOf(90), end: minuteOf(150), rooms: [r2], classes: [b] }),
            school.plan(uuidv7(), {
              start: minuteOf(200),
              end: minuteOf(260),
              rooms: [r2, r1],
              classes: [a],
            }),
          ];
          await school.planned(at("07:00"), ...plans);
          const ids = plans.map(({ id }) => id);
          let now = at("13:00");
          await school.close(now, ...ids);
          const isFinal = new Set<string>();
          for (const happened of events) {
            now = now.add({ minutes: 1 });
            const id = "session" in happened ? (ids[happened.session] ?? "") : "";
            const plan = "session" in happened ? plans[happened.session] : undefined;
            switch (happened.kind) {
              case "scan": {
                const { student: who, room: where, minute, direction, decision } = happened;
                await school.scan(now, {
                  student: who,
                  room: where,
                  at: minuteOf(minute),
                  decision,
                  ...(direction && { direction }),
                });
                break;
              }
              case "class":
                if (plan) {
                  const changed = { ...plan, classes: [school.classes[happened.of] ?? ""] };
                  plans[happened.session] = changed;
                  await school.planned(now, changed);
                }
                break;
              case "identity":
                await school.join(now, happened.nth, happened.student);
                break;
              case "cancel":
                await school.cancel(now, id, happened.back ? "restored" : "cancelled");
                break;
              case "move":
                if (plan && !isFinal.has(id)) {
                  const room = school.rooms[happened.room] ?? "";
                  const by = { minutes: happened.by };
                  await school.planned(now, {
                    ...plan,
                    rooms: [room],
                    start: plan.start.add(by),
                    end: plan.end.add(by),
                  });
                }
                break;
              case "final":
                if (happened.back && isFinal.has(id)) {
                  await school.reopen(now, id);
                  isFinal.delete(id);
                } else if (!happened.back && !isFinal.has(id)) {
                  await school.finalise(now, id);
                  isFinal.add(id);
                }
                break;
              case "enrol":
                await school.enrol(now, happened.student, happened.of, happened.from, happened.to);
                break;
              case "leave": {
                const who = school.students[happened.student] ?? "";
                const [from, to] = [minuteOf(happened.from), minuteOf(happened.from + happened.length)];
                const fact = {
                  kind: "absence",
                  absence: uuidv7(),
                  student: who,
                  from,
                  to,
                  effect: happened.effect,
                  category: "test",
                  state: "approved",
                } as const;
                await school.say(now, fact, { sessions: [], students: [{ student: who, from, to }] });
                break;
              }
              case "blind": {
                const [from, to] = [minuteOf(happened.from), minuteOf(happened.from + happened.length)];
                await school.say(
                  now,
                  { kind: "blindness", blindness: uuidv7(), reader: `door-${happened.room}`, from, to },
                  { sessions: ids, students: [] },
                );
                break;
              }
              case "correct": {
                const who = school.students[happened.student] ?? "";
                if (isFinal.has(id)) break;
                const to =
                  happened.status === "released" ? "released" : ({ status: happened.status } as const);
                await school.say(
                  now,
                  { kind: "correction", session: id, student: who, source: "manual", to },
                  { sessions: [id], students: [] },
                );
                break;
              }
            }
          }
          const report = await school.check(now.add({ minutes: 1 }));
          expect(report.differences).toEqual([]);
        } finally {
          await school.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });
});
