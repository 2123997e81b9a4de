import { expect, test } from "vitest";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event } from "./read-for-test.ts";

const meeting = (uid: string, staff: string) =>
  event(
    `UID:${uid}`,
    "DTSTART:20261126T090000Z",
    "DURATION:PT1H",
    `SUMMARY:${uid}`,
    `LOCATION:R-${uid}`,
    `DESCRIPTION:${staff}`,
  );

test("whom a calendar names with a login is called by the name, has the login, and the same file changes nothing", () => {
  const school = openCalendarWorld();
  const text = calendar(
    meeting("a", "Lecturer: Ana Wolf <ana@uni.example>"),
    meeting("b", "Lecturer: Ana Wolf\\; Ben Stone"),
    meeting("c", "Lecturer: TBA\\nLecturer 2: School of Arts"),
  );
  const { plan, notes } = school.take(text);
  expect(plan.roster.people.map(({ familyName }) => familyName)).toEqual(["Ana Wolf", "Ben Stone"]);
  expect(plan.roster.identifiers.map(({ value }) => value)).toEqual(["ana@uni.example", "Ben Stone"]);
  expect(plan.sessions.map(({ staff }) => staff.length)).toEqual([1, 2, 0]);
  expect(notes.filter(({ severity }) => severity === "ignored").map(({ value }) => value)).toEqual([
    "TBA",
    "School of Arts",
  ]);
  const again = school.take(text);
  expect([again.sessions, again.plan.roster.people, again.plan.roster.keys, again.plan.questions]).toEqual([
    "",
    [],
    [],
    [],
  ]);
});

test("whom a calendar named before it told the login is the same, and is not asked about", () => {
  const school = openCalendarWorld();
  school.take(calendar(meeting("a", "Lecturer: Ana Wolf")));
  const text = calendar(meeting("a", "Lecturer: Ana Wolf <ana@uni.example>"));
  const { plan } = school.take(text);
  expect([plan.roster.people, plan.questions, school.staff()]).toEqual([[], [], ["Ana Wolf"]]);
  expect(plan.sessions.map(({ staff }) => staff)).toEqual([]);
  expect(school.take(text).plan.roster.keys).toEqual([]);
});

test("a login that is somebody's here by another name is theirs, and that is said", () => {
  const school = openCalendarWorld();
  school.take(calendar(meeting("a", "Lecturer: Ana Wolf <x12@uni.example>")));
  const { plan, notes } = school.take(calendar(meeting("b", "Lecturer: Ben Stone <x12@uni.example>")), {
    source: "feed 2",
  });
  expect(plan.roster.people).toEqual([]);
  expect(
    notes.filter(({ value }) => value === "Ben Stone (x12@uni.example)").map(({ message }) => message),
  ).toContainEqual(expect.stringContaining("is taken for Ana Wolf"));
});
