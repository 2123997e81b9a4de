import { expect, test } from "vitest";
import { openImportWorld } from "./import-world.ts";

test("a school in memory keeps sessions as the store does: a row with another room is a change, and the same one nothing", () => {
  const world = openImportWorld();
  const table = (room: string) => ({
    "timetable.csv": `class,start,end,rooms\nCS1,2026-12-14 09:00,2026-12-14 10:00,${room}\n`,
  });
  expect(world.take(table("Lab 1")).counts).toContain("session add 1");
  expect(world.take(table("Lab 2")).counts).toEqual(["room add 1", "session change 1"]);
  expect(world.take(table("Lab 2")).counts).toEqual([]);
});
