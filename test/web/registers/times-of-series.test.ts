import { expect, test } from "vitest";
import { timesOfSeries } from "../../../web/app/registers/times-of-series.ts";

const asked = { day: "2026-10-19", from: "09:00", to: "10:00", weekdays: [], until: null, everyWeeks: 1 };
const none = new Map<string, string>();
const starts = (times: readonly { readonly start: string }[]): string[] => times.map(({ start }) => start);

test("one session is at its own time alone", () => {
  expect(timesOfSeries(asked, "Europe/London", none)).toEqual([
    { day: "2026-10-19", start: "2026-10-19T08:00:00.000Z", end: "2026-10-19T09:00:00.000Z", free: null },
  ]);
});

test("the clocks say the same on each day of a series, also after they were changed", () => {
  expect(starts(timesOfSeries({ ...asked, until: "2026-11-02" }, "Europe/London", none))).toEqual([
    "2026-10-19T08:00:00.000Z",
    "2026-10-26T09:00:00.000Z",
    "2026-11-02T09:00:00.000Z",
  ]);
});

test("other days of the week come along, every second week skips one, and days without teaching are named", () => {
  const times = timesOfSeries(
    { ...asked, day: "2026-10-21", weekdays: [0, 4], until: "2026-11-09", everyWeeks: 2 },
    "UTC",
    new Map([["2026-11-06", "Reading day"]]),
  );
  expect(times.map(({ day, free }) => [day, free])).toEqual([
    ["2026-10-21", null],
    ["2026-10-23", null],
    ["2026-11-02", null],
    ["2026-11-04", null],
    ["2026-11-06", "Reading day"],
  ]);
});

test("what ends before it starts ends on the next day, and what is no time plans nothing", () => {
  const [night] = timesOfSeries({ ...asked, from: "22:00", to: "01:00" }, "UTC", none);
  expect(night).toMatchObject({ start: "2026-10-19T22:00:00.000Z", end: "2026-10-20T01:00:00.000Z" });
  expect(timesOfSeries({ ...asked, from: "" }, "UTC", none)).toEqual([]);
  expect(timesOfSeries({ ...asked, day: "" }, "UTC", none)).toEqual([]);
});
