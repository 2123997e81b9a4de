import { describe, expect, test } from "vitest";
import { placeOnDay } from "../../web/app/student/place-on-day.ts";
import { scanAt } from "./builders.ts";

const at = (time: string, location: string | null = "BSB214") =>
  scanAt(1, { id: time, location, occurredAt: `2026-11-23T${time}:00Z` });

describe("the picture of a day", () => {
  test.each([
    ["08:00", 0],
    ["13:00", 0.5],
    ["17:59", 599 / 600],
  ])("%s within the usual hours stands at %d", (time, place) => {
    const { lanes, hours } = placeOnDay([at(time)], [], "Europe/London");
    expect(lanes[0]?.points[0]?.at).toBeCloseTo(place, 6);
    expect([hours[0]?.hour, hours.at(-1)?.hour]).toEqual([8, 18]);
  });

  test.each([
    ["07:59", 7, 18],
    ["18:00", 8, 19],
    ["00:00", 0, 18],
    ["23:59", 8, 24],
  ])("a scan at %s widens it to %i to %i", (time, from, to) => {
    const { hours, lanes } = placeOnDay([at(time)], [], "Europe/London");
    expect([hours[0]?.hour, hours.at(-1)?.hour]).toEqual([from, to]);
    expect(lanes[0]?.points[0]?.at).toBeGreaterThanOrEqual(0);
    expect(lanes[0]?.points[0]?.at).toBeLessThan(1);
  });

  test("times are those of the institution's clocks", () => {
    const { lanes } = placeOnDay([at("05:00")], [], "Asia/Shanghai");
    expect(lanes[0]?.points[0]?.at).toBeCloseTo(0.5, 6);
  });

  test("each expected location has a line, and what named none comes last", () => {
    const { lanes } = placeOnDay([at("09:00", null), at("10:00", "LIB")], ["ECG-01", "ASG-13"], "UTC");
    expect(lanes.map(({ location, points }) => [location, points.length])).toEqual([
      ["ASG-13", 0],
      ["ECG-01", 0],
      ["LIB", 1],
      [null, 1],
    ]);
  });
});
