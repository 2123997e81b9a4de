import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { isDatedBeforeTold } from "../../../src/app/health/is-dated-before-told.ts";

const at = (minute: number): Temporal.Instant =>
  Temporal.Instant.from("2026-01-12T08:00:00Z").add({ seconds: Math.round(minute * 60) });
const kept = (minute: number) => ({
  occurredAt: at(minute),
  receivedAt: at(120),
  live: false,
  clockSuspect: false,
});
const told = (from: number, fromNumber: number, to: number, toNumber: number) => ({
  from: { at: at(from).epochMilliseconds, number: fromNumber },
  to: { at: at(to).epochMilliseconds, number: toNumber },
});

test.each([
  [
    "two minutes before the end of a time in which a lower number was told may be a clock that is off",
    28,
    false,
  ],
  ["more than that before it is dated wrongly", 27.9, true],
  ["after it is dated as it may be", 40, false],
])("a kept scan that its device dates %s", (_, minute, wrong) => {
  expect(isDatedBeforeTold(kept(minute), 3, [told(-10, 0, -5, 0), told(0, 1, 30, 2)])).toBe(wrong);
});

test("by the beginning of a time at whose end its own number was told, and by nothing of a higher one", () => {
  const times = [told(0, 1, 30, 3), told(60, 3, 90, 5)];
  expect([-3, -1, 10].map((minute) => isDatedBeforeTold(kept(minute), 3, times))).toEqual([
    true,
    false,
    false,
  ]);
});

test("what was sent at once, or has no clock that can be believed, is not dated by its device", () => {
  const times = [told(0, 1, 30, 2)];
  expect(isDatedBeforeTold({ ...kept(-60), live: true }, 3, times)).toBe(false);
  expect(isDatedBeforeTold({ ...kept(-60), clockSuspect: true }, 3, times)).toBe(false);
  expect(isDatedBeforeTold(kept(-60), 3, [])).toBe(false);
});
