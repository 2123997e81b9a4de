import { afterAll, beforeAll, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { settledSessions } from "../../../src/adapters/postgres/settled-sessions.ts";
import { studentsStore } from "../../../src/adapters/postgres/students-store.ts";
import { createFollowUp, type FollowUp } from "../../../src/app/attention/create-follow-up.ts";
import { keepCounts } from "../../../src/app/figures/keep-counts.ts";
import { createStudents } from "../../../src/app/students/create-students.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type AttentionSchool, at, openAttentionSchool, timeZone } from "./attention-school.ts";

let school: AttentionSchool;
let followUp: FollowUp;

beforeAll(async () => {
  school = await openAttentionSchool("2026-11-02T08:00:00Z");
  const id = await school.class("ART");
  for (const student of ["S1", "S2"]) await school.student(student, id);
  // S1 is there once in four times and S2 twice; today S1 was there and S2 was not.
  const days = ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"];
  const seen = [["S2"], ["S2"], [], ["S1"]] as const;
  for (const [nth, day] of days.entries()) {
    const session = await school.session(id, day);
    school.now = at(day, "10:30");
    const there = seen[nth] ?? [];
    if (there.length > 0) await school.scan(day, ...there);
    await school.close(session);
  }
  await school.review();
  const figures = figuresStore(school.laid.pool);
  const policies = {
    current: () => ({ name: "credit", policy: { ...creditPolicy, version: 1 } }),
    find: async () => null,
  };
  const clock = { now: () => school.now };
  followUp = createFollowUp({
    store: school.attention,
    figures,
    policies,
    timeZone,
    clock,
    onChanged: () => undefined,
    students: createStudents({
      store: figures,
      kept: keepCounts({ figures, sessions: settledSessions(school.laid.pool), timeZone }),
      students: studentsStore(school.laid.pool),
      changes: school.attention,
      ties: { studentsWithin: async () => new Set() },
      clock,
      timeZone,
      policies,
    }),
  });
}, 60_000);
afterAll(() => school.dispose());

test("where no term has begun the rates of the follow-up, and their order, are over the days that its alerts look at", async () => {
  const page = await followUp.list({ state: "open", search: null, sort: "rate" }, 0, 50);
  expect(page.window).toEqual({ from: "2026-05-18", to: "2026-11-12", title: null });
  expect(page.students.map(({ student, rate }) => [student.id, rate.percent])).toEqual([
    ["S1", 25],
    ["S2", 50],
  ]);
  // What each alert tells beside it is the same sum.
  for (const { rate, alerts } of page.students) {
    const [below] = alerts.filter(({ rule }) => rule.id === "below-80");
    expect(below?.because).toContain(rate.sum);
  }
});
