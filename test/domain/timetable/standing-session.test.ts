import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { unseenStatus } from "../../../src/domain/attendance/unseen-status.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { dayOf, spanOfDay } from "../../../src/domain/timetable/standing-session.ts";

const london = "Europe/London";
const hoursOf = (day: string, timeZone: string) => {
  const { start, end } = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  return (end.epochMilliseconds - start.epochMilliseconds) / 3_600_000;
};

describe("a school day", () => {
  test.each([
    ["2026-03-29", london, 23],
    ["2026-06-15", london, 24],
    ["2026-10-25", london, 25],
    ["2026-03-08", "America/St_Johns", 23],
    ["2026-11-01", "America/St_Johns", 25],
    ["2026-10-04", "Australia/Lord_Howe", 23.5],
    ["2026-04-05", "Australia/Lord_Howe", 24.5],
    ["2026-10-25", "UTC", 24],
  ])("%s in %s has %d hours", (day, timeZone, hours) => {
    expect(hoursOf(day, timeZone)).toBe(hours);
  });

  test("begins at the first instant of its date, which need not read 00:00", () => {
    // Beirut puts its clocks forward at midnight.
    const { start } = spanOfDay(Temporal.PlainDate.from("2026-03-29"), "Asia/Beirut");
    expect(start.toZonedDateTimeISO("Asia/Beirut").toPlainTime().toString()).toBe("01:00:00");
  });

  test("holds exactly the instants that fall on it, and days follow each other without a gap", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2035, 0) }),
        fc.constantFrom(london, "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Beirut"),
        (milliseconds, timeZone) => {
          const instant = Temporal.Instant.fromEpochMilliseconds(milliseconds);
          const day = dayOf(instant, timeZone);
          const { start, end } = spanOfDay(day, timeZone);
          expect(start.epochMilliseconds).toBeLessThanOrEqual(milliseconds);
          expect(end.epochMilliseconds).toBeGreaterThan(milliseconds);
          expect(spanOfDay(day.add({ days: 1 }), timeZone).start.equals(end)).toBe(true);
        },
      ),
    );
  });
});

describe("nobody seen", () => {
  const span = spanOfDay(Temporal.PlainDate.from("2026-10-25"), london);
  test.each([
    ["2026-10-24T22:59:59.999Z", "expected"],
    ["2026-10-24T23:00:00Z", "not_seen"],
    ["2026-10-25T23:59:59.999Z", "not_seen"],
    ["2026-10-26T00:00:00Z", "absent"],
  ])("at %s is %s", (now, status) => {
    const window = windowOf({ kind: "standing", ...span }, creditPolicy);
    expect(unseenStatus(window, Temporal.Instant.from(now).epochMilliseconds)).toBe(status);
  });
});
