import { describe, expect, test } from "vitest";
import { agreeOnTimeZone } from "../../src/entry/agree-on-time-zone.ts";

describe("the days of a store", () => {
  test.each([
    ["Europe/London", { timeZone: "UTC", timeZoneNamed: false }],
    ["Europe/London", { timeZone: "Europe/London", timeZoneNamed: true }],
    ["Europe/London", { timeZone: "europe/london", timeZoneNamed: true }],
    ["Asia/Kolkata", { timeZone: "Asia/Calcutta", timeZoneNamed: true }],
  ])("are those of %s, which the store says, where the settings are %o", (stored, settings) => {
    expect(agreeOnTimeZone(stored, settings)).toBe(stored);
  });

  test("are never those of another zone that somebody names: the way to change it is told", () => {
    expect(() =>
      agreeOnTimeZone("Europe/London", { timeZone: "America/New_York", timeZoneNamed: true }),
    ).toThrow(/MUSTER_TIMEZONE=America\/New_York.*Europe\/London.*muster time-zone America\/New_York/);
  });
});
