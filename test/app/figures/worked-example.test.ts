import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { createFigures, type FigureViews } from "../../../src/app/figures/create-figures.ts";
import { groupFiguresView, studentFiguresView } from "../../../src/contract/http/figures.ts";
import type { MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { presets } from "../../../src/domain/policy/presets.ts";
import { type LaidSchool, laySchool, timeZone } from "./lay-school.ts";

const now = Temporal.Instant.from("2026-11-20T18:00:00Z");
const versions = [presets.credit, presets.dfe, presets.moodle].map(({ name, policy }, n) => ({
  name,
  policy: { ...policy, version: n + 1 },
}));

let school: LaidSchool;
let figures: FigureViews;

/** Ten sessions of an hour: six present, one late by 15 minutes, one excused, one absent, one that nobody watched. */
const marks: readonly MarkStatus[] = [
  ...Array.from({ length: 6 }, () => "present" as const),
  "late",
  "absent_authorised",
  "absent",
  "needs_review",
];

beforeAll(async () => {
  school = await laySchool();
  await school.term("T1", "2026-09-01", "2026-12-18");
  const student = await school.student("S1", { given: "Ada", family: "Lovelace", cohort: "Y1" });
  const maths = await school.class("MATHS");
  await school.enrol(student, maths, "2026-09-01");
  for (const [n, status] of marks.entries()) {
    const start = Temporal.Instant.from("2026-11-02T09:00:00Z").add({ hours: 24 * n });
    const session = await school.session({ classes: [maths], start, minutes: 60 });
    const seen = status === "present" || status === "late";
    await school.mark({ session, student, status, lastSeen: seen ? start : null });
  }
  figures = createFigures({
    store: figuresStore(school.pool),
    clock: { now: () => now },
    timeZone,
    policies: {
      current: () => versions[0] ?? { name: "credit", policy: presets.credit.policy },
      find: async (version) => versions.find(({ policy }) => policy.version === version) ?? null,
    },
  });
}, 60_000);
afterAll(() => school.close());

describe("ten sessions of one student", () => {
  test.each([
    [1, 81.3, "13/2", "8", "(6 × 1 + 1 × 0.5) ÷ 8 = 81.3 %"],
    [2, 77.8, "7", "9", "(7 × 1) ÷ 9 = 77.8 %"],
    [3, 77.8, "7", "9", "(6 × 1 + 2 × 0.5) ÷ 9 = 77.8 %"],
  ])("by version %i of the policy are %d %", async (policy, percent, earned, possible, sum) => {
    const view = studentFiguresView.parse(await figures.student("S1", { policy }));
    expect(view.percent).toBe(percent);
    expect([view.earned.num, view.earned.den].join("/").replace(/\/1$/, "")).toBe(earned);
    expect([view.possible.num, view.possible.den].join("/").replace(/\/1$/, "")).toBe(possible);
    expect(view.sum).toBe(sum);
    expect(view.policy.version).toBe(policy);
  });

  test("tell what was left out and why, and count every session once", async () => {
    const view = await figures.student("S1", {});
    expect(view?.leftOut).toEqual([
      { because: "authorised", sessions: 1 },
      { because: "needs_review", sessions: 1 },
    ]);
    expect(view?.counts).toEqual({ present: 6, late: 1, absent_authorised: 1, absent: 1, needs_review: 1 });
    expect(view?.lines.map(({ status, sessions }) => [status, sessions])).toEqual([
      ["present", 6],
      ["late", 1],
      ["absent", 1],
    ]);
    expect(view?.window).toEqual({ from: "2026-09-01", to: "2026-12-18", title: "Term T1" });
    expect(view?.student).toEqual({ id: "S1", name: "Ada Lovelace" });
    expect(view?.classes.map(({ code, figures: of }) => [code, of.percent])).toEqual([["MATHS", 81.3]]);
    expect(view?.last28Days.percent).toBe(81.3);
    expect(view?.daysSinceLastSeen).toBe(12);
    expect(view?.currentAbsence).toBe(1);
  });

  test.each([
    ["class", "MATHS"],
    ["cohort", "Y1"],
    ["institution", ""],
  ] as const)("are the figures of the %s that has no other student", async (kind, code) => {
    for (const policy of [1, 2, 3]) {
      const student = await figures.student("S1", { policy });
      const group = groupFiguresView.parse(await figures.group(kind, code, { policy }, true));
      expect(group.sum).toBe(student?.sum);
      expect(group.counts).toEqual(student?.counts);
      expect(group.meanOfStudents).toBe(student?.percent);
      expect(group.students).toHaveLength(1);
      expect(group.students[0]?.earned).toEqual(student?.earned);
    }
  });

  test("over days without a session are no data, neither 0 nor 100", async () => {
    const view = await figures.student("S1", { from: "2026-10-01", to: "2026-10-02" });
    expect(view?.percent).toBeNull();
    expect(view?.band).toBeNull();
    expect(view?.sum).toBe("No session counts yet");
  });

  test.each([
    [{ from: "2026-11-02" }, "to"],
    [{ to: "2026-11-02" }, "from"],
    [{ from: "2026-11-02", to: "2026-11-01" }, "to"],
    [{ term: "T9" }, "term"],
    [{ term: "T1", from: "2026-11-02", to: "2026-11-02" }, "term"],
  ])("refuse the window %o by its field", async (asked, field) => {
    await expect(figures.student("S1", asked)).rejects.toMatchObject({ name: "InvalidWindow", field });
  });

  test("are refused by a version of the policy that is not there", async () => {
    await expect(figures.student("S1", { policy: 9 })).rejects.toThrow("there is no version 9");
  });
});

test("nobody has figures who is nobody", async () => {
  expect(await figures.student("S9", {})).toBeNull();
  expect(await figures.group("class", "X", {}, true)).toBeNull();
  expect(await figures.group("course", "X", {}, true)).toBeNull();
  expect(await figures.group("cohort", "X", {}, true)).toBeNull();
});
