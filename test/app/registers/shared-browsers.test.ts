import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { sharedBrowsers } from "../../../src/app/registers/shared-browsers.ts";

const at = Temporal.Instant.from("2026-11-30T09:00:00Z");
const by = (id: string, browser: string | null) => ({ student: { id, name: null }, at, browser });
const told = (...said: ReturnType<typeof by>[]) =>
  sharedBrowsers(said).map((group) => group.map(({ id }) => id));

test("two people on one browser are told together, in the order in which they confirmed", () => {
  expect(told(by("S2", "a"), by("S3", "b"), by("S1", "a"))).toEqual([["S2", "S1"]]);
  expect(told(by("S1", "a"), by("S2", "a"), by("S3", "a"), by("S4", "b"), by("S5", "b"))).toEqual([
    ["S1", "S2", "S3"],
    ["S4", "S5"],
  ]);
});

test("one person alone is not told, however often, and of browsers that are not known nothing is", () => {
  expect(told(by("S1", "a"), by("S1", "a"))).toEqual([]);
  expect(told(by("S1", null), by("S2", null))).toEqual([]);
  expect(told()).toEqual([]);
});
