import { expect, test } from "vitest";
import type { MarkExplanationView } from "../../../src/contract/http/sessions.ts";
import { picturedWatch } from "../../../web/app/registers/pictured-watch.ts";

const at = (time: string) => `2026-11-23T${time}:00Z`;
const ms = (time: string) => Date.parse(at(time));
const bounds = {
  opens: at("08:45"),
  start: at("09:00"),
  onTimeUntil: at("09:05"),
  lateUntil: at("09:20"),
  end: at("10:00"),
  closes: at("10:10"),
};
const spell = (from: string, to: string | null, unknown = false) => ({
  room: "R1",
  from: at(from),
  to: to && at(to),
  unknown,
});
const pictured = (now: string, blind: MarkExplanationView["watch"]["blind"], tells = true) =>
  picturedWatch({ bounds, watch: { tells, blind } }, ms(now));

test("readers are spoken of for the time in which arrivals count, so far, and not for what comes after it", () => {
  const time = (now: string) => pictured(now, []).time;
  expect(time("09:30")).toEqual({ from: ms("08:45"), to: ms("09:30") });
  expect(time("10:05")).toEqual({ from: ms("08:45"), to: ms("10:00") });
  expect(time("12:00")).toEqual({ from: ms("08:45"), to: ms("10:00") });
  expect(time("08:00")).toEqual({ from: ms("08:45"), to: ms("08:45") });
});

test("no reader worked where one was silent all that time, or nothing is known of it, and after the end too", () => {
  expect(pictured("10:10", [spell("08:45", "10:00")]).worked).toBe(false);
  expect(pictured("10:10", [spell("08:45", "09:02", true), spell("09:02", "10:00")]).worked).toBe(false);
  expect(pictured("09:30", [spell("08:40", null)]).worked).toBe(false);
  expect(pictured("10:10", [], false).worked).toBe(false);
  expect(pictured("10:10", [spell("08:45", "09:59")]).worked).toBe(true);
});

test("what could not be seen is told apart from what is not known, and lasts until now", () => {
  const { blind, unknown } = pictured("09:30", [spell("08:45", "09:02", true), spell("09:10", null)]);
  expect(blind).toEqual([{ room: "R1", from: ms("09:10"), to: ms("09:30") }]);
  expect(unknown).toEqual([{ room: "R1", from: ms("08:45"), to: ms("09:02") }]);
});
