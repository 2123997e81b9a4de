import { expect, test } from "vitest";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { suggestClockAhead } from "../../../src/domain/attendance/suggest-clock-ahead.ts";

test.each([
  ["local time marked Z, on its way for a moment", [3600, 3599, 3598], 3600, "zone"],
  ["a zone, and half a minute besides", [3628, 3630], 3600, "zone"],
  ["a zone of a quarter of an hour", [20_700], 20_700, "zone"],
  ["a clock that runs fast", [150, 149, 151], 151, "measured"],
  ["nearly a quarter of an hour, and not", [700], 700, "measured"],
  ["some that waited for hours", [3600, 200, 130], 3600, "zone"],
  ["a year behind", [-31_536_003, -31_536_000], -31_536_000, "measured"],
])("%s", (_, ahead, aheadSeconds, because) => {
  expect(suggestClockAhead(ahead)).toEqual({
    aheadSeconds,
    because,
    from: Math.min(...ahead),
    to: Math.max(...ahead),
  });
});

test("no message suggests nothing", () => {
  expect(suggestClockAhead([])).toBeNull();
});

test.each([
  [3600, "1 hour ahead"],
  [-150, "2 minutes 30 seconds behind"],
  [86_401, "1 day 1 second ahead"],
  [0, "right"],
])("%i s in words", (seconds, words) => {
  expect(aheadText(seconds)).toBe(words);
});
