import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { createFigures, type FiguresParts } from "../../../src/app/figures/create-figures.ts";
import { createReports } from "../../../src/app/reports/create-reports.ts";
import type { AttendanceReport } from "../../../src/contract/http/reports.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { type LaidSchool, laySchool, timeZone } from "../figures/lay-school.ts";

const now = Temporal.Instant.from("2026-11-27T18:00:00Z");
const credits: Readonly<Record<string, number>> = { present: 1, late: 0.5, late_after_close: 0, absent: 0 };

/** One seat as the test laid it: what it is worth, and by what a report groups it. */
interface Seat {
  readonly monday: string;
  readonly weekday: number;
  readonly hour: number | null;
  readonly courses: readonly string[];
  readonly cohort: string;
  readonly credit: number;
  readonly minutes: number | null;
}

let school: LaidSchool;
let parts: FiguresParts;
const seats: Seat[] = [];

/**
 * Three classes of two courses and one that stands in a room, forty students of three cohorts, four weeks that hold the
 * end of summer time, and a weekly lecture of two classes of different courses in which some belong through both.
 */
beforeAll(async () => {
  school = await laySchool();
  const courses = { ART: await school.course("ART"), BIO: await school.course("BIO") };
  const classes = [
    { code: "A1", course: "ART", id: await school.class("A1", { course: courses.ART }) },
    { code: "A2", course: "ART", id: await school.class("A2", { course: courses.ART }) },
    { code: "B1", course: "BIO", id: await school.class("B1", { course: courses.BIO }) },
  ];
  const hall = await school.class("HALL");
  const students = [];
  for (let at = 0; at < 40; at += 1) {
    // Some of the standing class among them have none.
    const cohort = at % 11 === 1 ? "" : (["Year 1", "Year 2", "Year 3"][at % 3] ?? "");
    const id = await school.student(`S${at}`, cohort === "" ? {} : { cohort });
    // Everybody is in one class of the first two, and every other in the third as well; every fourth in both of a course.
    const of = [...(at % 4 === 0 ? [0, 1] : [at % 2]), ...(at % 2 === 0 ? [2] : [])];
    for (const each of of) await school.enrol(id, classes[each]?.id ?? "", "2026-10-01");
    if (at < 5) await school.enrol(id, hall, "2026-10-01");
    students.push({ id, cohort, of });
  }
  const meetings = [
    { day: 1, hour: 9, of: [0] },
    { day: 2, hour: 9, of: [1] },
    { day: 3, hour: 14, of: [2] },
    { day: 4, hour: 11, of: [0, 1, 2] },
  ];
  let turn = 0;
  for (const monday of ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-23"]) {
    for (const { day, hour, of } of meetings) {
      const date = Temporal.PlainDate.from(monday).add({ days: day - 1 });
      const start = date
        .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour }) })
        .toInstant();
      const session = await school.session({ classes: of.map((at) => classes[at]?.id ?? ""), start });
      for (const student of students) {
        const own = student.of.filter((each) => of.includes(each));
        if (own.length === 0) continue;
        turn += 1;
        const status = (["present", "present", "late", "absent", "late_after_close"] as const)[
          (turn * 7) % 5
        ];
        if (status === undefined) continue;
        const minutes = { present: turn % 6, late: 6 + (turn % 15), late_after_close: 31, absent: null }[
          status
        ];
        await school.mark({
          session,
          student: student.id,
          status,
          // A minute that has begun counts whole; whoever is there before the start is there by then.
          firstSeen:
            minutes === null ? null : start.add({ seconds: minutes === 0 ? -90 : minutes * 60 - 20 }),
        });
        seats.push({
          monday,
          weekday: day,
          hour,
          courses: [...new Set(own.map((each) => classes[each]?.course ?? ""))],
          cohort: student.cohort,
          credit: credits[status] ?? 0,
          minutes,
        });
      }
    }
    const day = Temporal.PlainDate.from(monday).add({ days: 4 }).toString();
    const standing = await school.standingDay(hall, day);
    for (const [at, { id, cohort }] of students.slice(0, 5).entries()) {
      // Who was not seen is absent by the clock; a standing day counts from its start, also the one of now.
      if (at < 3) await school.standingMark(standing, id, "present");
      seats.push({
        monday,
        weekday: 5,
        hour: null,
        courses: [""],
        cohort,
        credit: at < 3 ? 1 : 0,
        minutes: null,
      });
    }
  }
  const policy = { version: 1, name: "credit", preset: "credit", policy: creditPolicy } as const;
  parts = {
    store: figuresStore(school.pool),
    clock: { now: () => now },
    timeZone,
    policies: { current: () => policy, find: async () => policy },
  };
}, 120_000);
afterAll(() => school.close());

const term = { from: "2026-10-01", to: "2026-12-18" };

/** earned and possible of those seats that share a key, lowest key first. */
function sumsBy(keysOf: (seat: Seat) => readonly string[], of = seats): [string, number, number][] {
  const sums = new Map<string, [number, number]>();
  for (const seat of of) {
    for (const key of keysOf(seat)) {
      const [earned, possible] = sums.get(key) ?? [0, 0];
      sums.set(key, [earned + seat.credit, possible + 1]);
    }
  }
  return [...sums]
    .map(([key, [earned, possible]]): [string, number, number] => [key, earned, possible])
    .sort();
}

const told = <Row extends AttendanceReport["courses"][number] | AttendanceReport["weeks"][number]>(
  rows: readonly Pick<Row, "earned" | "possible">[],
  keyOf: (at: number) => string,
): [string, number, number][] =>
  rows.map((row, at): [string, number, number] => [keyOf(at), row.earned.value, row.possible.value]).sort();

describe("a report of the school", () => {
  let report: AttendanceReport;
  beforeAll(async () => {
    const found = await createReports(parts).attendance("institution", "", term);
    if (found === null) throw new Error("there is a school");
    report = found;
  });

  test("counts each seat once in its week, of both kinds of session", () => {
    const { weeks } = report;
    expect(told(weeks, (at) => weeks[at]?.monday ?? "")).toEqual(sumsBy(({ monday }) => [monday]));
    expect(weeks.map(({ monday }) => monday)).toEqual(weeks.map(({ monday }) => monday).toSorted());
  });

  test("counts each seat once by weekday and hour of its own clock, across the end of summer time", () => {
    const { hours } = report;
    expect(told(hours, (at) => `${hours[at]?.weekday} ${hours[at]?.hour}`)).toEqual(
      sumsBy(({ weekday, hour }) => [`${weekday} ${hour}`]),
    );
  });

  test("compares courses and cohorts, the lowest first, as the figure of each alone tells it", async () => {
    const { courses, cohorts } = report;
    expect(told(courses, (at) => courses[at]?.code ?? "")).toEqual(sumsBy((seat) => seat.courses));
    expect(told(cohorts, (at) => cohorts[at]?.code ?? "")).toEqual(sumsBy(({ cohort }) => [cohort]));
    const figures = createFigures(parts);
    // Whoever has no cohort, and the class that has no course, have a row as well: the rows add up to everybody.
    const everybody = await figures.group("institution", "", term, false);
    const sumOf = (rows: readonly { readonly possible: { readonly value: number } }[]) =>
      rows.reduce((sum, { possible }) => sum + possible.value, 0);
    expect(sumOf(cohorts)).toBe(everybody?.possible.value);
    // Whoever belongs to a session through two courses is in both.
    const twice = seats.reduce((sum, seat) => sum + seat.courses.length - 1, 0);
    expect(sumOf(courses)).toBe((everybody?.possible.value ?? 0) + twice);
    for (const [kind, groups] of [
      ["course", courses],
      ["cohort", cohorts],
    ] as const) {
      expect(groups.map(({ percent }) => percent)).toEqual(
        groups.map(({ percent }) => percent).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
      );
      for (const { code, percent, earned } of groups) {
        if (code === null) continue;
        expect(await figures.group(kind, code, term, false)).toMatchObject({ percent, earned });
      }
    }
  });

  test("tells by how many minutes people came after the start, whom the grace counts on time", () => {
    const counted = new Map<number, number>();
    for (const { minutes } of seats) {
      if (minutes !== null) counted.set(minutes, (counted.get(minutes) ?? 0) + 1);
    }
    expect(report.arrivals).toEqual(
      [...counted].sort(([a], [b]) => a - b).map(([minutes, arrivals]) => ({ minutes, arrivals })),
    );
    const onTime = report.arrivals.filter(({ minutes }) => minutes <= report.policy.onTimeGrace);
    expect(onTime.reduce((sum, { arrivals }) => sum + arrivals, 0)).toBe(
      seats.filter(({ credit, hour }) => credit === 1 && hour !== null).length,
    );
  });
});

test("a report of one course or cohort is of its seats alone, and one of nothing is none", async () => {
  const reports = createReports(parts);
  const course = await reports.attendance("course", "ART", term);
  expect(told(course?.weeks ?? [], (at) => course?.weeks[at]?.monday ?? "")).toEqual(
    sumsBy(
      ({ monday }) => [monday],
      seats.filter(({ courses }) => courses.includes("ART")),
    ),
  );
  const cohort = await reports.attendance("cohort", "Year 2", term);
  const own = seats.filter((seat) => seat.cohort === "Year 2");
  expect(told(cohort?.weeks ?? [], (at) => cohort?.weeks[at]?.monday ?? "")).toEqual(
    sumsBy(({ monday }) => [monday], own),
  );
  const arrivals = (cohort?.arrivals ?? []).reduce((sum, each) => sum + each.arrivals, 0);
  expect(arrivals).toBe(own.filter(({ minutes }) => minutes !== null).length);
  expect(await reports.attendance("course", "NONE", term)).toBeNull();
  const empty = await reports.attendance("institution", "", { from: "2020-01-01", to: "2020-01-31" });
  expect(empty).toMatchObject({ weeks: [], hours: [], courses: [], cohorts: [], arrivals: [] });
});
