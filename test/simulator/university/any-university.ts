import fc from "fast-check";
import { makeUniversity } from "../../../simulator/university/make-university.ts";
import type { University } from "../../../simulator/university/university.ts";

export const londonAutumn = Date.parse("2026-10-25T00:50:00Z");

export interface Making {
  readonly seed: number;
  readonly anchor: number;
  readonly size: University["size"];
}

/** How a school may be made: any seed, any moment of three years, and zones whose clocks change in every way. */
export const anyMaking: fc.Arbitrary<Making> = fc.record({
  seed: fc.nat(),
  anchor: fc.oneof(
    fc.integer({ min: Date.parse("2025-01-01T00:00:00Z"), max: Date.parse("2028-01-01T00:00:00Z") }),
    fc.integer({ min: londonAutumn - 3_600_000, max: londonAutumn + 3_600_000 }),
  ),
  size: fc.record({
    students: fc.integer({ min: 1, max: 25 }),
    classes: fc.integer({ min: 1, max: 14 }),
    rooms: fc.integer({ min: 2, max: 9 }),
    days: fc.integer({ min: 1, max: 34 }),
    timeZone: fc.constantFrom(
      "UTC",
      "Europe/London",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "America/Los_Angeles",
      "Pacific/Auckland",
    ),
  }),
});

export const make = ({ seed, anchor, size }: Making): University => makeUniversity(seed, anchor, size);

/** The size that nobody has to name. */
export const wholeSize = {
  students: 1_200,
  classes: 60,
  rooms: 40,
  days: 28,
  timeZone: "Europe/London",
} as const;

/** A small school, on a Sunday in the evening. */
export const smallMaking: Making = {
  seed: 7,
  anchor: Date.parse("2026-11-22T20:10:00Z"),
  size: { students: 60, classes: 6, rooms: 6, days: 28, timeZone: "Europe/London" },
};
