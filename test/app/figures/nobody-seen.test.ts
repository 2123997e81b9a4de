import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { createFigures } from "../../../src/app/figures/create-figures.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type LaidSchool, laySchool, timeZone } from "./lay-school.ts";

const now = Temporal.Instant.from("2026-11-18T12:00:00Z");
const named = { policy: { ...creditPolicy, version: 1 }, name: "credit" };

let school: LaidSchool;
beforeAll(async () => {
  school = await laySchool();
});
afterAll(() => school.close());

test("no rate and no band is said while nobody was ever seen; of whoever is missing once somebody was, it is 0", async () => {
  await school.term("T1", "2026-11-01", "2026-12-18");
  const of = await school.class("ROOM");
  const [missing, here] = [await school.student("MISSING"), await school.student("HERE")];
  await school.enrol(missing, of, "2026-11-01");
  await school.enrol(here, of, "2026-11-01");
  const day = await school.standingDay(of, "2026-11-17");
  await school.standingDay(of, "2026-11-18");
  const figures = createFigures({
    store: figuresStore(school.pool),
    clock: { now: () => now },
    timeZone,
    policies: { current: () => named, find: async () => named },
  });
  const told = async (id: string) => {
    const { percent, band, possible, sum } = (await figures.student(id, {})) ?? {};
    return { percent, band, possible: possible?.value, sum };
  };
  const unsaid = { percent: null, band: null, possible: 2, sum: "Nobody was seen yet" };
  expect(await told("MISSING")).toEqual(unsaid);
  const group = await figures.group("class", "ROOM", {}, true);
  expect(group).toMatchObject({ percent: null, band: null, meanOfStudents: null });
  expect(group?.students.map(({ percent, band }) => [percent, band])).toEqual([
    [null, null],
    [null, null],
  ]);

  await school.standingMark(day, here, "present");
  expect(await told("MISSING")).toEqual({ percent: 0, band: "poor", possible: 2, sum: "0 ÷ 2 = 0.0 %" });
  expect(await told("HERE")).toMatchObject({ percent: 50, band: "fair" });
});
