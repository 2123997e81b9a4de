import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { instantOfLocal, localOfInstant } from "../../../web/app/registers/instant-of-local.ts";

test.each([
  ["an ordinary winter day", "2026-11-23T09:00", "2026-11-23T09:00:00.000Z"],
  ["an ordinary summer day", "2026-07-01T09:00", "2026-07-01T08:00:00.000Z"],
  ["the hour that comes twice: the first", "2026-10-25T01:30", "2026-10-25T00:30:00.000Z"],
  ["the hour that is left out: as far after the change", "2026-03-29T01:30", "2026-03-29T01:30:00.000Z"],
])("in London, %s", (_, local, instant) => {
  expect(instantOfLocal(local, "Europe/London")).toBe(instant);
});

test.each(["", "2026-11-23", "2026-13-01T09:00", "tomorrow"])("“%s” is no date and time", (text) => {
  expect(instantOfLocal(text, "Europe/London")).toBeNull();
});

test("any reading of any clock is what Temporal makes of it", () => {
  const zones = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
      (zone, date) => {
        const local = date.toISOString().slice(0, 16);
        const zoned = Temporal.PlainDateTime.from(local).toZonedDateTime(zone, {
          disambiguation: "compatible",
        });
        expect(Date.parse(instantOfLocal(local, zone) ?? "")).toBe(zoned.epochMilliseconds);
        const shown = localOfInstant(new Date(zoned.epochMilliseconds).toISOString(), zone);
        expect(shown).toBe(zoned.toPlainDateTime().toString({ smallestUnit: "minute" }));
      },
    ),
  );
});
