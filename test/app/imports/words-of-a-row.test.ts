import { expect, test } from "vitest";
import { openImportWorld } from "./import-world.ts";

const table = (title: string, room = "Lab 1") => ({
  "timetable.csv": `class,start,end,rooms,staff,title\nCS1,2026-12-14 09:00,2026-12-14 10:00,${room},hill,${title}\n`,
});
const withId = (title: string) => ({
  "timetable.csv": table(title)
    ["timetable.csv"].replace("class,", "session_id,class,")
    .replace("CS1,", "s1,CS1,"),
});
const told = ({ plan }: ReturnType<ReturnType<typeof openImportWorld>["take"]>) =>
  plan.changes.flatMap(({ thing, before, after }) => (thing === "session" ? [[before, after]] : []));

test("a timetable's row without an id is told by its class, day, time, room and staff, and by no inner key", () => {
  const world = openImportWorld();
  world.take(table("Sets"));
  const when = "2026-12-14 09:00 to 10:00, Lab 1";
  const row = "CS1 on 2026-12-14 at 09:00 in Lab 1 with hill";
  expect(told(world.take(withId("Logic")))).toEqual([
    [`${when}, Sets, told by a CSV file as ${row}`, `${when}, Logic, told by a CSV file as s1`],
  ]);
  // A row that only leaves its id out does not take it away.
  expect(told(world.take(table("Sets")))).toEqual([[`${when}, Logic`, `${when}, Sets`]]);
});

test("what changes of such a row is told once", () => {
  const world = openImportWorld();
  world.take(table("Sets"));
  const when = "2026-12-14 09:00 to 10:00";
  expect(told(world.take(table("Sets", "Lab 2")))).toEqual([
    [`${when}, Lab 1, Sets`, `${when}, Lab 2, Sets`],
  ]);
});
