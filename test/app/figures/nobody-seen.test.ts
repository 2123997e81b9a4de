import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { studentsStore } from "../../../src/adapters/postgres/students-store.ts";
import { createClasses } from "../../../src/app/classes/create-classes.ts";
import { createFigures } from "../../../src/app/figures/create-figures.ts";
import { createMarkSheets } from "../../../src/app/figures/create-mark-sheets.ts";
import { keepCounts } from "../../../src/app/figures/keep-counts.ts";
import { createSessionViews } from "../../../src/app/registers/create-session-views.ts";
import { createReports } from "../../../src/app/reports/create-reports.ts";
import { createStudents } from "../../../src/app/students/create-students.ts";
import { createToday } from "../../../src/app/today/create-today.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { isDayUnsaid } from "../../../web/app/today/is-day-unsaid.ts";
import { openStoreOf } from "../rebuild/school.ts";
import { type LaidSchool, laySchool, timeZone } from "./lay-school.ts";

const now = Temporal.Instant.from("2026-11-18T12:00:00Z");
const named = { policy: { ...creditPolicy, version: 1 }, name: "credit" };

let school: LaidSchool;
beforeEach(async () => {
  school = await laySchool();
});
afterEach(() => school.close());

test("no rate and no band is said while nobody was ever seen; of whoever is missing once somebody was, it is 0", async () => {
  await school.term("T1", "2026-11-01", "2026-12-18");
  const of = await school.class("ROOM");
  const [missing, here] = [await school.student("MISSING"), await school.student("HERE")];
  await school.enrol(missing, of, "2026-11-01");
  await school.enrol(here, of, "2026-11-01");
  const day = await school.standingDay(of, "2026-11-17");
  await school.standingDay(of, "2026-11-18");
  let at = now;
  const figures = createFigures({
    store: figuresStore(school.pool),
    clock: { now: () => at },
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

  // Nothing is to come any more: nor is it said then that nothing can be reached.
  at = Temporal.Instant.from("2026-11-19T12:00:00Z");
  const later = await figures.student("MISSING", {});
  expect([later?.bestReachable, later?.punctuality, later?.last28Days.percent]).toEqual([null, null, null]);
  at = now;

  await school.standingMark(day, here, "present");
  expect(await told("MISSING")).toEqual({ percent: 0, band: "poor", possible: 2, sum: "0 ÷ 2 = 0.0 %" });
  expect(await told("HERE")).toMatchObject({ percent: 50, band: "fair" });
});

test("every page and file says the same of a day, whoever came", async () => {
  const of = await school.class("ROOM", { course: await school.course("ART") });
  const [missing, here] = [
    await school.student("MISSING", { cohort: "Year 1" }),
    await school.student("HERE", { cohort: "Year 1" }),
  ];
  await school.enrol(missing, of, "2026-11-01");
  await school.enrol(here, of, "2026-11-01");
  const [first, second] = [
    await school.standingDay(of, "2026-11-17"),
    await school.standingDay(of, "2026-11-18"),
  ];
  const store = await openStoreOf(school.database);
  let at = Temporal.Instant.from("2026-11-17T10:00:00Z");
  const clock = { now: () => at };
  const parts = {
    store: store.figures,
    clock,
    timeZone,
    policies: { current: () => named, find: async () => named },
  };
  const views = createSessionViews({ store: store.sessions, clock, timeZone });
  const figures = createFigures(parts);
  const reports = createReports(parts);
  const sheets = createMarkSheets({ ...parts, sessions: store.sessions, sessionRows: views.rows });
  const classes = createClasses({ ...parts, classes: store.classes, sessionRows: views.rows });
  const today = createToday({ store: store.today, clock, timeZone, policy: () => named });
  const everybody = { kind: "everything" } as const;

  /** What is said of the school and of each student, by everything that says it. */
  async function told() {
    const students = createStudents({
      ...parts,
      kept: keepCounts({ figures: store.figures, sessions: store.settled, timeZone }),
      students: studentsStore(school.pool),
      changes: store.attention,
      ties: { studentsWithin: async () => new Set() },
    });
    const list = await students.list({
      search: null,
      left: false,
      within: everybody,
      sort: "rate",
      after: null,
      offset: 0,
      limit: 10,
    });
    const below = await students.list({
      search: null,
      left: false,
      within: everybody,
      sort: "name",
      below: 50,
      after: null,
      offset: 0,
      limit: 10,
    });
    const day = await today.view();
    const [whole, room] = [
      await figures.group("institution", "", {}, true),
      await figures.group("class", "ROOM", {}, true),
    ];
    const report = await reports.attendance("institution", "", {});
    const grid = await sheets.grid("ROOM", {});
    const one = async (id: string) => {
      const [page, detail] = [await figures.student(id, {}), await students.detail(id)];
      return [
        list.students.find(({ student }) => student.id === id)?.rate.percent,
        whole?.students.find(({ student }) => student.id === id)?.percent,
        room?.students.find(({ student }) => student.id === id)?.percent,
        grid?.students.find(({ student }) => student.id === id)?.percent,
        page?.percent,
        ...(page?.classes.map((own) => own.figures.percent) ?? []),
        detail?.rate.percent,
      ];
    };
    return {
      below: below.students.map(({ student }) => student.id),
      school: [
        day.rate.percent,
        isDayUnsaid({ ...day, cards: day.sessions }) ? null : day.rate.percent,
        whole?.percent,
        whole?.meanOfStudents,
        room?.percent,
        ...(report === null
          ? []
          : [report.hours, report.courses, report.cohorts].flatMap((rows) => rows.map((row) => row.percent))),
        ...(await classes.list(null, null, 10, everybody)).classes.map(({ rate }) => rate.percent),
      ],
      missing: await one("MISSING"),
      here: await one("HERE"),
    };
  }
  const all = <T>(value: T, length: number): T[] => Array.from({ length }, () => value);
  const says = (whole: number | null, missing: number | null, here: number | null, below: string[]) => ({
    below,
    school: all(whole, 9),
    missing: all(missing, 7),
    here: all(here, 7),
  });
  const unsaid = says(null, null, null, []);

  expect(await told(), "nobody at all").toEqual(unsaid);
  await scan(here, "denied");
  expect(await told(), "somebody was turned away").toEqual(unsaid);
  await scan(here, "granted");
  await school.standingMark(first, here, "present");
  expect(await told(), "one came").toEqual(says(50, 0, 100, ["MISSING"]));
  at = Temporal.Instant.from("2026-11-18T08:00:00Z");
  expect(await told(), "the next morning").toEqual(unsaid);
  await school.standingMark(second, here, "late");
  expect(await told(), "one came late").toEqual(says(25, 0, 50, ["MISSING"]));
});

/** A scan of somebody whom the reader knew, granted or not. */
async function scan(person: string, decision: "granted" | "denied"): Promise<void> {
  await school.pool.query(
    `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
       clock_suspect, device_text, person_id, identified, decision, live)
     values ($1, (select count(*) + 1 from scan), 'native', 'door', '', 'scan', 1, '', '2026-11-17T09:00:00Z', '2026-11-17T09:00:00Z', 'reader',
       false, 'door', $2, true, $3, true)`,
    [uuidv7(), person, decision],
  );
}
