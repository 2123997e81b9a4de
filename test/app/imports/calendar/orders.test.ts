import { describe, expect, test } from "vitest";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event } from "./read-for-test.ts";

const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((one) => permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));

const word = (room: string, sequence: number, ...more: readonly string[]) =>
  event(
    "UID:a",
    more.includes("RRULE:FREQ=WEEKLY;COUNT=2") ? "DTSTART:20261005T090000Z" : "DTSTART:20261012T090000Z",
    "DURATION:PT1H",
    "SUMMARY:CS-1",
    `LOCATION:${room}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:2026080${sequence + 1}T080000Z`,
    ...more,
  );
/** The same under a title that is another class, at another hour. */
const renamed = (room: string, sequence: number, ...more: readonly string[]) =>
  word(room, sequence, ...more)
    .replace("SUMMARY:CS-1", "SUMMARY:CS-1 (moved)")
    .replace("DTSTART:20261012T09", "DTSTART:20261012T11");
const rule = "RRULE:FREQ=WEEKLY;COUNT=2";
const second = "RECURRENCE-ID:20261012T090000Z";
const over = "STATUS:CANCELLED";

describe("the same words in any order, each in a file of its own, leave the same sessions", () => {
  test.each<readonly [string, readonly string[]]>([
    ["a meeting that is cancelled last", [word("Ash 1", 0), word("Ash 2", 1), word("Ash 2", 2, over)]],
    [
      "a meeting that is cancelled and held again",
      [word("Ash 1", 0), word("Ash 1", 1, over), word("Ash 3", 2)],
    ],
    [
      "an exception that is cancelled last",
      [word("Ash 1", 0, rule), word("Ash 2", 1, second), word("Ash 2", 2, second, over)],
    ],
    [
      "an exception that is cancelled first and held again",
      [word("Ash 1", 0, rule), word("Ash 1", 1, second, over), word("Ash 3", 2, second)],
    ],
    [
      "an exception that is cancelled, held and cancelled",
      [
        word("Ash 1", 0, rule),
        word("Ash 1", 1, second, over),
        word("Ash 3", 2, second),
        word("Ash 3", 3, second, over),
      ],
    ],
    ["two exceptions", [word("Ash 1", 0, rule), word("Ash 2", 1, second), word("Ash 3", 2, second)]],
    ["a meeting that is another class's last", [word("Ash 1", 0), renamed("Ash 2", 1)]],
    [
      "a meeting that is another class's and its own again",
      [word("Ash 1", 0), renamed("Ash 2", 1), word("Ash 3", 2)],
    ],
    ["an exception that is another class's", [word("Ash 1", 0, rule), renamed("Ash 2", 1, second)]],
    [
      "an exception that is another class's last",
      [word("Ash 1", 0, rule), word("Ash 2", 1, second), renamed("Ash 3", 2, second)],
    ],
    [
      "an exception that is another class's and its own again",
      [word("Ash 1", 0, rule), renamed("Ash 2", 1, second), word("Ash 3", 2, second)],
    ],
  ])("%s", (_, words) => {
    const ends = permutations(words).map((order) => {
      const school = openCalendarWorld();
      for (const one of order) school.take(calendar(one));
      return school.sessions().filter((one) => !one.endsWith("cancelled"));
    });
    expect(ends).toEqual(ends.map(() => ends[0]));
  });
});

test.each([
  ["a meeting", []],
  ["a series", [rule]],
])("a feed that is written anew at each poll is no newer for it: %s", (_, more) => {
  const at = (stamp: string, ...changed: readonly string[]) => {
    const text = event(
      "UID:a",
      "DTSTART:20261005T090000Z",
      "DURATION:PT1H",
      "SUMMARY:CS-1",
      "LOCATION:Ash 1",
      `DTSTAMP:${stamp}`,
      ...changed,
      ...more,
    );
    const gone = event(
      "UID:gone",
      "DTSTART:20261006T090000Z",
      "DURATION:PT1H",
      "SUMMARY:CS-2",
      `DTSTAMP:${stamp}`,
      over,
    );
    return calendar(text, gone);
  };
  const school = openCalendarWorld();
  school.take(at("20260901T080000Z"), { complete: true });
  const { plan, sessions } = school.take(at("20260901T090000Z"), { complete: true });
  expect({ sessions, versions: plan.versions, takenBack: plan.takenBack }).toEqual({
    sessions: "",
    versions: [],
    takenBack: [],
  });
  const changed = school.take(at("20260901T100000Z", "LAST-MODIFIED:20260901T093000Z"), { complete: true });
  expect(changed.plan.versions.length).toBeGreaterThan(0);
});

describe("the versions of one series in one file, in any order of its lines", () => {
  const told = (start: string, sequence: number, stamp: string | null, room: string, ...more: string[]) =>
    event(
      "UID:a",
      `DTSTART:${start}`,
      "DURATION:PT1H",
      "SUMMARY:CS-1",
      `LOCATION:${room}`,
      `SEQUENCE:${sequence}`,
      ...(stamp === null ? [] : [`DTSTAMP:${stamp}`]),
      ...more,
    );
  test.each<readonly [string, readonly string[]]>([
    [
      "that says when it was changed, and moves",
      [
        told("20261005T090000Z", 0, "20260801T080000Z", "Ash 1", rule),
        told("20261006T090000Z", 1, "20260802T080000Z", "Ash 2", rule),
        told("20261007T090000Z", 2, "20260803T080000Z", "Ash 3", rule),
      ],
    ],
    [
      "that has a SEQUENCE alone, and moves",
      [
        told("20261005T090000Z", 0, null, "Ash 1", rule),
        told("20261006T090000Z", 1, null, "Ash 2", rule),
        told("20261007T090000Z", 2, null, "Ash 3", rule),
      ],
    ],
    [
      "with an exception of the older one",
      [
        told("20261005T090000Z", 0, "20260801T080000Z", "Ash 1", rule),
        told("20261006T090000Z", 1, "20260803T080000Z", "Ash 2", rule),
        told("20261012T110000Z", 0, "20260802T080000Z", "Ash 9", second),
      ],
    ],
    [
      "that nothing tells apart",
      [told("20261005T090000Z", 0, null, "Ash 1", rule), told("20261005T090000Z", 0, null, "Ash 2", rule)],
    ],
  ])("%s, come to the same sessions and rooms", (_, words) => {
    const ends = permutations(words).map((order) => {
      const school = openCalendarWorld();
      school.take(calendar(...order));
      return [school.sessions(), school.rooms()];
    });
    expect(ends[0]?.[0]).not.toEqual([]);
    expect(ends).toEqual(ends.map(() => ends[0]));
  });
});
