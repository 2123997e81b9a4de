import { Temporal } from "temporal-polyfill";
import { afterEach, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { attentionFrameAt } from "../../../src/app/attention/figures-of-students.ts";
import { createFigures } from "../../../src/app/figures/create-figures.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type LaidSchool, laySchool, timeZone } from "./lay-school.ts";

/** A Wednesday in winter. */
const now = Temporal.Instant.from("2026-11-18T12:00:00Z");
const [today, yesterday] = ["2026-11-18", "2026-11-17"];
const named = { policy: { ...creditPolicy, version: 1 }, name: "credit" };
const todayAlone = { from: today, to: today, title: null };
/** What rules look at there: the weeks that a student's page lists, from a Monday on. */
const halfYear = { from: "2026-05-25", to: today, title: null };

let school: LaidSchool;
afterEach(() => school.close());

/** What a page says of everybody and of each of some students: over which days, and the rate. */
async function told(...students: string[]) {
  const store = figuresStore(school.pool);
  const figures = createFigures({
    store,
    clock: { now: () => now },
    timeZone,
    policies: { current: () => named, find: async () => named },
  });
  const everybody = await figures.group("institution", "", {}, false);
  const rates = new Map<string, number | null | undefined>();
  for (const student of students) rates.set(student, (await figures.student(student, {}))?.percent);
  const rules = await attentionFrameAt(store, now, timeZone);
  return { window: everybody?.window, ruled: rules.window, ...Object.fromEntries(rates) };
}

/** Somebody who came yesterday, and has not been seen today, in a class that stands. */
async function stand(): Promise<void> {
  const [of, student] = [await school.class("ROOM"), await school.student("S")];
  await school.enrol(student, of, "2026-11-01");
  await school.standingMark(await school.standingDay(of, yesterday), student, "present");
  await school.standingDay(of, today);
}

/** Somebody who was absent yesterday, and present today, in a class with a timetable. */
async function timetable(): Promise<void> {
  const [of, student] = [await school.class("MATHS"), await school.student("T")];
  await school.enrol(student, of, "2026-11-01");
  for (const [day, status] of [
    [yesterday, "absent"],
    [today, "present"],
  ] as const) {
    const start = Temporal.Instant.from(`${day}T09:00:00Z`);
    const session = await school.session({ classes: [of], start, state: "closed" });
    await school.mark({ session, student, status });
  }
}

test("without terms a rate is of today, whatever kinds of sessions there are", async () => {
  school = await laySchool();
  await stand();
  const alone = await told("S");
  expect(alone).toEqual({ window: todayAlone, ruled: halfYear, S: null });
  await timetable();
  // That somebody came to a session of today ends it for everybody that nobody was seen yet.
  expect(await told("S", "T")).toEqual({ ...alone, S: 0, T: 100 });
});

test("a school with a timetable alone has figures of today as well", async () => {
  school = await laySchool();
  await timetable();
  expect(await told("T")).toEqual({ window: todayAlone, ruled: halfYear, T: 100 });
});

test("between terms it is the last one that is over, for pages and rules alike, and before the first the days of none", async () => {
  school = await laySchool();
  await stand();
  await timetable();
  await school.term("LATER", "2026-12-01", "2026-12-18");
  expect(await told("S", "T")).toMatchObject({ window: todayAlone, ruled: halfYear });
  await school.term("OVER", "2026-11-02", yesterday);
  const over = { from: "2026-11-02", to: yesterday, title: expect.any(String) };
  expect(await told("S", "T")).toEqual({ window: over, ruled: over, S: 100, T: 0 });
});
