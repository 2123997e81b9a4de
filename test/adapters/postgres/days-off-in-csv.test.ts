import { afterEach, beforeEach, expect, test } from "vitest";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, told } from "./import-school.ts";

let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
  await school.take("csv", [series(23, 24, 25, 26)]);
});
afterEach(() => school.close());

/** By the clock it is the 22nd. */
const series = (...days: readonly number[]) =>
  csv(
    "timetable.csv",
    [
      "session_id,class,start,end,rooms",
      ...days.map((day) => `m${day},CS-1,2026-11-${day} 09:00,2026-11-${day} 10:00,R1`),
    ].join("\n"),
  );
const daysOff = (...days: readonly string[]) =>
  csv("non_teaching_days.csv", ["day,title", ...days].join("\n"));

/** The days on which nothing is held, by what is stored of sessions. */
const cancelled = async () =>
  (
    await queryRows<{ day: string }>(
      school.database,
      "select day::text from session where state = 'cancelled' order by day",
    )
  ).map(({ day }) => day.slice(8));
const stored = async () => (await school.reader.catalogue()).nonTeachingDays.map(({ day }) => day.slice(8));

test("a complete file of days without teaching ends those that it held before, and their sessions come back", async () => {
  const first = await school.preview("csv", [daysOff("2026-11-24,Fair", "2026-11-25,Fair")], true);
  expect(first.changes.map(({ key, before, after }) => [key, before, after])).toEqual([
    ["2026-11-24", null, "Fair: 1 session is not held"],
    ["2026-11-25", null, "Fair: 1 session is not held"],
  ]);
  await school.take("csv", [daysOff("2026-11-24,Fair", "2026-11-25,Fair")], true);
  expect(await cancelled()).toEqual(["24", "25"]);

  const next = daysOff("2026-11-25,Fair");
  const preview = await school.preview("csv", [next], true);
  expect(preview.changes).toEqual([
    {
      thing: "non_teaching_day",
      change: "end",
      key: "2026-11-24",
      before: "Fair",
      after: "taught again: 1 session comes back",
    },
  ]);
  expect(preview.warnings).toEqual([
    "1 of 2 days without teaching that this source told of would be ended: that is more than 10 %",
  ]);
  await school.take("csv", [next], true);
  expect([await stored(), await cancelled()]).toEqual([["25"], ["25"]]);
  const facts = await queryRows(school.database, "select seq from fact");
  expect(told(await school.take("csv", [next], true))).toEqual([]);
  expect(await queryRows(school.database, "select seq from fact")).toEqual(facts);
});

test("what is not complete ends none, nor does a file of which a row was refused", async () => {
  await school.take("csv", [daysOff("2026-11-24,Fair", "2026-11-25,Fair")], true);
  expect(told(await school.preview("csv", [daysOff("2026-11-25,Fair")]))).toEqual([]);
  const refused = await school.preview("csv", [daysOff("2026-11-25,Fair", "2026-13-01,No")], true);
  expect(told(refused)).toEqual([]);
  expect(refused.notes.map(({ message }) => message).join()).toContain("is not taken as complete");
});

test("days that somebody entered in Muster stay, whatever the file told of them since, and it is said", async () => {
  await school.office.putNonTeachingDay({ day: "2026-11-24", title: "Fair" }, secretary);
  await school.take("csv", [daysOff("2026-11-24,Feast", "2026-11-25,Feast", "2026-11-26,Feast")], true);
  // Another title by hand makes a day of the file their own.
  await school.office.putNonTeachingDay({ day: "2026-11-25", title: "Closed" }, secretary);
  const preview = await school.preview("csv", [daysOff("2026-12-24,Eve")], true);
  expect(told(preview)).toEqual(["non_teaching_day add 1", "non_teaching_day end 1"]);
  expect(preview.notes.map(({ message, value }) => [value, message])).toEqual([
    [
      "2026-11-24",
      "is not in this complete file and stays a day without teaching, since it was not this file that told of it first: it was entered in Muster, or before Muster kept who did; and so is 1 more",
    ],
  ]);
  await school.take("csv", [daysOff("2026-12-24,Eve")], true);
  expect([await stored(), await cancelled()]).toEqual([
    ["24", "25", "24"],
    ["24", "25"],
  ]);
});

test("days that have come stay as they were: the days of a new year say nothing of the old one", async () => {
  await school.take("csv", [daysOff("2026-11-23,Fair", "2026-11-24,Fair", "2026-11-25,Fair")], true);
  school.turnTo("2026-11-24T08:00:00Z");
  const next = daysOff("2027-01-01,New year");
  const preview = await school.preview("csv", [next], true);
  expect(told(preview)).toEqual(["non_teaching_day add 1", "non_teaching_day end 1"]);
  expect(preview.notes.map(({ value }) => value)).toEqual(["2026-11-23"]);
  await school.take("csv", [next], true);
  expect([await stored(), await cancelled()]).toEqual([
    ["23", "24", "01"],
    ["23", "24"],
  ]);
});

test("what the same files cancel or move off the day does not come back, and is not told to", async () => {
  await school.take("csv", [daysOff("2026-11-24,Fair", "2026-11-25,Fair")], true);
  const moved = csv(
    "timetable.csv",
    series(23, 26)
      .bytes.reduce((text, byte) => text + String.fromCharCode(byte), "")
      .concat("\nm24,CS-1,2026-11-27 09:00,2026-11-27 10:00,R1\n"),
  );
  const preview = await school.preview("csv", [daysOff(), moved], true);
  expect(preview.changes.filter(({ thing }) => thing === "non_teaching_day")).toMatchObject([
    { key: "2026-11-24", change: "end", after: "taught again" },
    { key: "2026-11-25", change: "end", after: "taught again" },
  ]);
  await school.take("csv", [daysOff(), moved], true);
  expect([await stored(), await cancelled()]).toEqual([[], ["25"]]);
});

test("a session that the same file puts on a day that it takes out is held, and not told as one that is not", async () => {
  await school.take("csv", [daysOff("2026-12-01,Fair")], true);
  const files = [daysOff("2026-12-02,Fair"), series(23, 24, 25, 26)];
  files.push(csv("session.csv", "session_id,class,start,end\nn1,CS-1,2026-12-01 09:00,2026-12-01 10:00\n"));
  const preview = await school.preview("csv", files, true);
  expect(preview.notes.filter(({ message }) => message.includes("day without teaching ("))).toEqual([]);
  await school.take("csv", files, true);
  expect(await cancelled()).toEqual([]);
});
