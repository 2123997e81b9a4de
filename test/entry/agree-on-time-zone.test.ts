import { describe, expect, test } from "vitest";
import { agreeOnTimeZone } from "../../src/entry/agree-on-time-zone.ts";

const store = { dataFolder: "/srv/muster/data", databaseUrl: null };

describe("the days of a store", () => {
  test.each([
    ["Europe/London", { timeZone: "UTC", timeZoneNamed: false }],
    ["Europe/London", { timeZone: "Europe/London", timeZoneNamed: true }],
    ["Europe/London", { timeZone: "europe/london", timeZoneNamed: true }],
    ["Asia/Kolkata", { timeZone: "Asia/Calcutta", timeZoneNamed: true }],
  ])("are those of %s, which the store says, where the settings are %o", (stored, settings) => {
    expect(agreeOnTimeZone(stored, { ...store, ...settings })).toBe(stored);
  });

  test("are never those of another zone that somebody names: the way to change it is told", () => {
    const named = { timeZone: "America/New_York", timeZoneNamed: true };
    const told = (where: typeof store | { dataFolder: string; databaseUrl: string }) => () =>
      agreeOnTimeZone("Europe/London", { ...where, ...named });
    expect(told(store)).toThrow(
      /MUSTER_TIMEZONE=America\/New_York.*Europe\/London.*`MUSTER_DATA=\/srv\/muster\/data npx muster time-zone America\/New_York`/,
    );
    // As a shell reads it.
    expect(told({ ...store, dataFolder: "/srv/Alma's school" })).toThrow(
      "`MUSTER_DATA='/srv/Alma'\\''s school' npx muster",
    );
    expect(told({ ...store, databaseUrl: "postgres://muster:secret@db/muster" })).toThrow(
      /`npx muster time-zone America\/New_York` and the same DATABASE_URL/,
    );
    expect(told({ ...store, databaseUrl: "postgres://muster:secret@db/muster" })).not.toThrow(/secret/);
  });
});
