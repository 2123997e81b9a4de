import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { runsHere } from "../../support/runs-here.ts";

const zones = [
  "UTC",
  "Europe/London",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Australia/Eucla",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Auckland",
  "America/New_York",
  "Africa/Casablanca",
];

/** The same, asked of the zone's rules each time. */
function asked(instant: Temporal.Instant, timeZone: string) {
  const local = instant.toZonedDateTimeISO(timeZone);
  return { day: local.toPlainDate().toString(), hour: local.hour };
}

describe("the local day and hour", () => {
  // Since Newfoundland gave up changing at a minute past midnight, in 2011, offsets change on quarter hours alone.
  test("are what the zone's rules say, however many were remembered before", () => {
    const readers = new Map(zones.map((zone) => [zone, createLocalTime(zone)]));
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom(...zones),
        (milliseconds, zone) => {
          const instant = Temporal.Instant.fromEpochMilliseconds(milliseconds);
          expect(readers.get(zone)?.(instant)).toMatchObject(asked(instant, zone));
        },
      ),
      { numRuns: runsHere(1500) },
    );
  });

  test.each([
    ["Europe/London", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z"],
    ["Europe/London", "2026-10-25T00:59:59.999Z", "2026-10-25T01:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T14:59:59.999Z", "2026-04-04T15:00:00Z"],
    ["Asia/Kathmandu", "2026-01-14T18:14:59.999Z", "2026-01-14T18:15:00Z"],
    ["UTC", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z"],
  ])("in %s are right on either side of %s", (zone, before, after) => {
    const read = createLocalTime(zone);
    for (const at of [after, before, after]) {
      const instant = Temporal.Instant.from(at);
      expect(read(instant)).toMatchObject(asked(instant, zone));
    }
  });
});
