import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { queryOf } from "../../../src/app/figures/create-figures.ts";
import type { FigureScope, StudentSession } from "../../../src/app/figures/figures-store.ts";
import { sumSessions, valueSessions } from "../../../src/app/figures/value-sessions.ts";
import { figuresOf } from "../../../src/domain/attendance/figures.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import type { Policy } from "../../../src/domain/policy/policy.ts";
import { presets } from "../../../src/domain/policy/presets.ts";
import { type LaidSchool, laySchool, timeZone } from "../../app/figures/lay-school.ts";

const now = Temporal.Instant.from("2026-11-20T12:00:00Z");
const minutesPolicy: Policy = {
  ...presets.dfe.policy,
  method: "minutes",
  minimumStay: { share: 0.5 },
  authorisedCounts: true,
  authorisedCredit: 0.25,
};
const policies = [presets.credit.policy, presets.dfe.policy, presets.moodle.policy, minutesPolicy];

const dayText = fc.integer({ min: 1, max: 28 }).map((day) => `2026-11-${String(day).padStart(2, "0")}`);
const markSpec = fc.record({
  status: fc.constantFrom(...markStatuses),
  arrival: fc.constantFrom("present" as const, "late" as const),
  presentMs: fc.option(fc.integer({ min: 0, max: 7_200_000 })),
  leave: fc.constantFrom(null, null, "authorised" as const, "elsewhere" as const),
});
const schoolSpec = fc.record({
  enrolments: fc.array(
    fc.record({
      student: fc.nat(3),
      class: fc.nat(3),
      from: dayText,
      days: fc.option(fc.nat(20)),
    }),
    { minLength: 4, maxLength: 14 },
  ),
  sessions: fc.array(
    fc.record({
      classes: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
      hour: fc.integer({ min: 0, max: 27 * 24 }),
      minutes: fc.constantFrom(30, 60, 95),
      required: fc.constantFrom(true, true, true, false),
      weight: fc.constantFrom(1, 1, 2, 0.5, 1.25),
      cancelled: fc.constantFrom(false, false, false, true),
      marks: fc.tuple(fc.option(markSpec), fc.option(markSpec), fc.option(markSpec), fc.option(markSpec)),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  standing: fc.uniqueArray(
    fc.record({ day: dayText, marks: fc.array(fc.constantFrom(null, "present", "late"), { maxLength: 4 }) }),
    { maxLength: 5, selector: ({ day }) => day },
  ),
  window: fc.option(fc.tuple(dayText, dayText).map((days) => days.toSorted())),
});

let school: LaidSchool;
beforeAll(async () => {
  school = await laySchool();
}, 60_000);
afterAll(() => school.close());

test("sums that the store makes are those of figuresOf over the same sessions, for every scope and policy", async () => {
  let lap = 0;
  await fc.assert(
    fc.asyncProperty(schoolSpec, async (spec) => {
      lap += 1;
      await school.pool.query(
        "truncate mark, session_class, session, enrolment, class, identifier, person, course cascade",
      );
      const course = await school.course(`C${lap}`);
      const students = await Promise.all(
        [0, 1, 2, 3].map((n) => school.student(`S${n}`, n < 2 ? { cohort: "Y1" } : {})),
      );
      const classes = await Promise.all(
        [0, 1, 2, 3].map((n) => school.class(`K${n}`, n < 2 ? { course } : {})),
      );
      const at = (list: readonly string[], n: number): string => list[n] ?? "";
      for (const { student, class: of, from, days } of spec.enrolments) {
        const to = days === null ? null : Temporal.PlainDate.from(from).add({ days }).toString();
        await school.enrol(at(students, student), at(classes, of), from, to);
      }
      for (const { classes: of, hour, marks, cancelled, ...session } of spec.sessions) {
        const id = await school.session({
          ...session,
          classes: of.map((n) => at(classes, n)),
          start: Temporal.Instant.from("2026-11-01T00:30:00Z").add({ hours: hour }),
          state: cancelled ? "cancelled" : "closed",
        });
        for (const [n, mark] of marks.entries()) {
          if (mark) await school.mark({ ...mark, session: id, student: at(students, n) });
        }
      }
      for (const { day, marks } of spec.standing) {
        const id = await school.standingDay(at(classes, 3), day);
        for (const [n, status] of marks.entries()) {
          if (status === "present" || status === "late")
            await school.standingMark(id, at(students, n), status);
        }
      }

      const store = figuresStore(school.pool);
      const window = spec.window === null ? null : { from: spec.window[0] ?? "", to: spec.window[1] ?? "" };
      const frame = window === null ? { span: null, now } : queryOf(window, { now, timeZone });
      const ofStudents = new Map<string, readonly StudentSession[]>();
      for (const person of students) ofStudents.set(person, await store.sessionsOfStudent(person, frame));
      const within = (ids: readonly string[] | null): Map<string, StudentSession[]> =>
        new Map(
          Array.from(ofStudents, ([person, all]) => [
            person,
            all.filter((session) => ids === null || session.classes.some((id) => ids.includes(id))),
          ]),
        );
      const courseClasses = classes.slice(0, 2);
      const scopes: [FigureScope, Map<string, StudentSession[]>][] = [
        [{ kind: "institution" }, within(null)],
        [
          { kind: "cohort", cohort: "Y1" },
          new Map([...within(null)].filter(([person]) => students.indexOf(person) < 2)),
        ],
        [{ kind: "classes", classes: courseClasses }, within(courseClasses)],
        ...classes.map((id): [FigureScope, Map<string, StudentSession[]>] => [
          { kind: "classes", classes: [id] },
          within([id]),
        ]),
      ];
      for (const id of classes) {
        const rows = await store.sessionsOfClass(id, frame);
        const mine = [...within([id]).values()].flat();
        expect(rows.map(keyOf).sort()).toEqual(mine.map(keyOf).sort());
      }
      for (const policy of policies) {
        const value = valueSessions({ policy, asOf: now, timeZone });
        for (const [scope, expected] of scopes) {
          const counted = await store.countAlike(scope, frame, policy.method === "minutes");
          for (const [person, sessions] of expected) {
            const law = figuresOf(sessions, { policy, asOf: now, timeZone, window: null, lastSight: null });
            const sums = sumSessions(
              counted.filter((row) => row.person === person),
              value,
            );
            expect(sums.earned).toEqual(law.earned);
            expect(sums.possible).toEqual(law.possible);
            expect(sums.counts).toEqual(law.counts);
            const leftOut: Record<string, number> = {};
            for (const { because } of law.leftOut) leftOut[because] = (leftOut[because] ?? 0) + 1;
            expect(sums.leftOut).toEqual(leftOut);
          }
          const strangers = counted.filter(({ person }) => !expected.has(person));
          expect(strangers).toEqual([]);
        }
      }
    }),
    { numRuns: 25 },
  );
}, 180_000);

const keyOf = ({ person, session, mark }: StudentSession): string =>
  `${person} ${session.id} ${mark.status} ${mark.leave}`;

describe("who belongs to a session", () => {
  test.each([
    ["2026-11-09", "2026-11-10", 0],
    ["2026-11-09", "2026-11-11", 1],
    ["2026-11-10", null, 1],
    ["2026-11-11", null, 0],
  ])("an enrolment from %s to %s holds %i session on the 10th", async (from, to, sessions) => {
    const student = await school.student(`E${from}${to}`);
    const of = await school.class(`E${from}${to}`);
    await school.enrol(student, of, from, to);
    await school.session({ classes: [of], start: Temporal.Instant.from("2026-11-10T09:00:00Z") });
    const frame = { span: null, now };
    expect(await figuresStore(school.pool).sessionsOfStudent(student, frame)).toHaveLength(sessions);
  });

  test("a session from 23:30 to 00:30 belongs to the day that it starts on", async () => {
    const student = await school.student("night");
    const of = await school.class("NIGHT");
    await school.enrol(student, of, "2026-11-10", "2026-11-11");
    await school.session({ classes: [of], start: Temporal.Instant.from("2026-11-10T23:30:00Z") });
    const store = figuresStore(school.pool);
    const on = (day: string) =>
      store.sessionsOfStudent(student, queryOf({ from: day, to: day }, { now, timeZone }));
    expect(await on("2026-11-10")).toHaveLength(1);
    expect(await on("2026-11-11")).toHaveLength(0);
  });

  test.each([
    [5, "expected"],
    [6, "not_seen"],
  ])("whoever has no mark %i minutes after the start is %s", async (minutes, status) => {
    const student = await school.student(`open${minutes}`);
    const of = await school.class(`OPEN${minutes}`);
    await school.enrol(student, of, "2026-11-01");
    await school.session({ classes: [of], start: now.subtract({ minutes }), state: "open" });
    const store = figuresStore(school.pool);
    const frame = { span: null, now };
    const [session] = await store.sessionsOfStudent(student, frame);
    expect(session?.mark.status).toBe(status);
    const [row] = await store.countAlike({ kind: "classes", classes: [of] }, frame, false);
    expect(row?.alike.mark.status).toBe(status);
  });
});
