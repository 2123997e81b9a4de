import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { healthIntervals } from "../../../src/app/health/health-intervals.ts";

const at = (time: string) => Temporal.Instant.from(`2026-11-18T${time}Z`);
const span = (from: string, to: string, left: "itself" | "will" | null = null) => ({
  from: at(from),
  to: at(to),
  left: left && { at: at(to), by: left },
});
const shown = (spans: ReturnType<typeof span>[], now: string) =>
  healthIntervals(spans, at("08:00:00"), at(now)).map(
    ({ from, to, state, how }) => `${from.slice(11, 19)} ${to.slice(11, 19)} ${state} ${how ?? "-"}`,
  );

test("a time before the first sign of life is not known, and the row has no gap", () => {
  expect(shown([span("08:30:00", "09:00:00", "will"), span("09:10:00", "09:59:00")], "10:00:00")).toEqual([
    "08:00:00 08:30:00 unknown -",
    "08:30:00 09:00:00 heard -",
    "09:00:00 09:10:00 silent will",
    "09:10:00 10:00:00 heard -",
  ]);
});

test("a silence that began before goes on from the beginning, and one that lasts reaches now", () => {
  expect(shown([span("06:00:00", "07:00:00", "itself"), span("08:30:00", "09:00:00")], "10:00:00")).toEqual([
    "08:00:00 08:30:00 silent itself",
    "08:30:00 09:00:00 heard -",
    "09:00:00 10:00:00 silent -",
  ]);
});

test("three missed beats are a silence, and two are none", () => {
  expect(shown([span("06:00:00", "09:00:00")], "09:01:30")).toEqual(["08:00:00 09:01:30 heard -"]);
  expect(shown([span("06:00:00", "09:00:00")], "09:01:31")).toEqual([
    "08:00:00 09:00:00 heard -",
    "09:00:00 09:01:31 silent -",
  ]);
});

test("one that was never heard is not known at all", () => {
  expect(shown([], "09:00:00")).toEqual(["08:00:00 09:00:00 unknown -"]);
});
