import { expect, test } from "vitest";

// A worker that ignored its project's zone would run every law about time three times under the same one.
test("this process stands in the zone that its run is named for", () => {
  const zone = process.env.TEST_TIME_ZONE;
  expect(zone).toBeDefined();
  expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
  const januaryOffsets: Readonly<Record<string, number>> = {
    UTC: 0,
    "America/St_Johns": 210,
    "Pacific/Auckland": -780,
  };
  expect(new Date("2026-01-15T12:00:00Z").getTimezoneOffset()).toBe(januaryOffsets[zone ?? ""]);
});
