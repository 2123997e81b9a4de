import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cancelSession, restoreSession } from "../../../src/app/registers/cancel-session.ts";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary } from "./import-school.ts";

let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
});
afterEach(() => school.close());

const holiday = { day: "2026-11-25", title: "Founders' day" };
const series = csv(
  "timetable.csv",
  [
    "class,start,end,rooms",
    ...[24, 25, 26].map((day) => `CS-1,2026-11-${day} 09:00,2026-11-${day} 10:00,R1`),
  ].join("\n"),
);
const people = csv("enrolments.csv", "student_id,class,from\nS1,CS-1,2026-09-01\n");
const student = csv("students.csv", "student_id\nS1\n");

/** `2026-11-24 scheduled`, in order. */
const states = async () =>
  (
    await queryRows<{ day: string; state: string }>(
      school.database,
      "select day::text, state from session order by day",
    )
  ).map(({ day, state }) => `${day} ${state}`);
const held = ["2026-11-24 scheduled", "2026-11-25 scheduled", "2026-11-26 scheduled"];
const free = ["2026-11-24 scheduled", "2026-11-25 cancelled", "2026-11-26 scheduled"];
const onDay = async () => {
  const [row] = await queryRows<{ id: string }>(
    school.database,
    "select id from session where day = '2026-11-25'",
  );
  return row?.id ?? "";
};
const context = () => ({
  actor: secretary,
  reason: "held all the same",
  now: Temporal.Instant.from("2026-11-22T12:00:00Z"),
});

test("a session on a day without teaching is not possible, whichever was entered first", async () => {
  await school.office.putNonTeachingDay(holiday, secretary);
  await school.take("csv", [student, people, series]);
  expect(await states()).toEqual(free);
  await school.office.removeNonTeachingDay(holiday.day, secretary);
  expect(await states()).toEqual(held);
  await school.office.putNonTeachingDay(holiday, secretary);
  expect(await states()).toEqual(free);
  // Another title is no other day, and the same file no other plan.
  await school.office.putNonTeachingDay({ ...holiday, title: "Closed" }, secretary);
  await school.take("csv", [student, people, series]);
  expect(await states()).toEqual(free);
});

test("a session that moves off the day takes place again, and one that moves onto it does not", async () => {
  await school.office.putNonTeachingDay(holiday, secretary);
  const on = (day: number) =>
    csv(
      "timetable.csv",
      `session_id,class,start,end,rooms\nx,CS-1,2026-11-${day} 09:00,2026-11-${day} 10:00,R1\n`,
    );
  for (const [day, state] of [
    [24, "scheduled"],
    [25, "cancelled"],
    [27, "scheduled"],
  ] as const) {
    await school.take("csv", [on(day)]);
    expect(await states()).toEqual([`2026-11-${day} ${state}`]);
  }
});

test("what a person says of such a session stays: held all the same, or cancelled before", async () => {
  await school.take("csv", [student, people, series]);
  await school.office.putNonTeachingDay(holiday, secretary);
  const id = await onDay();
  await school.store.write(({ timetable }) => restoreSession(timetable, id, false, context()));
  await school.take("csv", [student, people, series]);
  expect(await states()).toEqual(held);
  await school.store.write(({ timetable }) => cancelSession(timetable, id, context()));
  await school.office.removeNonTeachingDay(holiday.day, secretary);
  expect(await states()).toEqual(free);
});

test("what only its day has cancelled a person cancels as well, once, and it stays so when the day is taught again", async () => {
  await school.office.putNonTeachingDay(holiday, secretary);
  await school.take("csv", [student, people, series]);
  const cancel = async () => {
    const id = await onDay();
    return school.store.write(({ timetable }) => cancelSession(timetable, id, context()));
  };
  expect(await cancel()).toEqual({ done: "cancelled" });
  expect(await cancel()).toMatchObject({ refused: [{ code: "wrong_state", deed: "cancel" }] });
  await school.office.removeNonTeachingDay(holiday.day, secretary);
  expect(await states()).toEqual(free);
});

test("a class that came to stand once the day was entered has its session of the day when the day is taken out", async () => {
  await school.take("csv", [
    student,
    csv("enrolments.csv", "student_id,class,from\nS1,HG-7,2026-09-01\nS1,HG-8,2026-09-01\n"),
  ]);
  await school.office.addRoom({ code: "R1", title: null, building: null, capacity: null, names: [] });
  await school.office.putNonTeachingDay({ day: "2026-11-20", title: "Closed" }, secretary);
  const { classes, rooms } = await school.reader.catalogue();
  const stand = (code: string, stands: boolean) =>
    school.office.stand(
      classes.find((of) => of.code === code)?.id ?? "",
      { room: stands ? (rooms[0]?.id ?? "") : null, from: "2026-11-20" },
      secretary,
    );
  expect(await stand("HG-7", true)).toMatchObject({ kind: "done" });
  await stand("HG-8", true);
  const onThatDay = async () => (await states()).filter((state) => state.startsWith("2026-11-20"));
  expect(await onThatDay()).toEqual(["2026-11-20 cancelled", "2026-11-20 cancelled"]);
  // A class that stands no longer has no session there either, whatever becomes of the day.
  await stand("HG-8", false);
  await school.office.removeNonTeachingDay("2026-11-20", secretary);
  expect((await onThatDay()).sort()).toEqual(["2026-11-20 cancelled", "2026-11-20 closed"]);
});

test("what a source drops while its day is without teaching is over when the day is taught again", async () => {
  const rows = (days: readonly number[]) =>
    csv(
      "timetable.csv",
      [
        "session_id,class,start,end,rooms",
        ...days.map((day) => `m${day},CS-1,2026-11-${day} 09:00,2026-11-${day} 10:00,R1`),
      ].join("\n"),
    );
  await school.take("csv", [student, people, rows([24, 25, 26])], true);
  await school.office.putNonTeachingDay(holiday, secretary);
  await school.take("csv", [student, people, rows([24, 26])], true);
  await school.office.removeNonTeachingDay(holiday.day, secretary);
  expect(await states()).toEqual(free);
});

test("a meeting whose key one that has begun bears is moved after it was dropped, and no key is given twice", async () => {
  const rows = (...told: readonly string[]) =>
    csv(
      "timetable.csv",
      [
        "session_id,class,start,end,rooms",
        ...told.map((start) => `x,CS-1,${start}:00,${start}:50,R1`),
        "y,CS-1,2026-11-27 09:00,2026-11-27 10:00,R1",
      ].join("\n"),
    );
  await school.take("csv", [student, people, rows("2026-11-22 09")]);
  await school.take("csv", [rows("2026-11-23 09")]);
  await school.take("csv", [rows()], true);
  await school.take("csv", [rows("2026-11-24 09")], true);
  await school.take("csv", [rows("2026-11-24 09")], true);
  expect((await states()).filter((state) => !state.endsWith("cancelled"))).toEqual([
    "2026-11-22 closed",
    "2026-11-24 scheduled",
    "2026-11-27 scheduled",
  ]);
});
