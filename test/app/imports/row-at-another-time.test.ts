import { expect, test } from "vitest";
import { openImportWorld } from "./import-world.ts";

const rows = (header: string, ...told: readonly string[]) => ({
  "timetable.csv": [header, ...told].join("\n"),
});
const plain = "class,start,end,rooms";
const at = (day: string): string => `DD1,2026-${day} 09:00,2026-${day} 10:00,R1`;

test("a row without an id at another time is another meeting, and a complete file says so at the row", () => {
  const school = openImportWorld();
  school.take(rows(plain, at("11-24")), { complete: true });
  const far = school.preview(rows(plain, at("12-09")), { complete: true });
  expect(far.counts).toEqual(["session add 1", "session end 1"]);
  expect(far.notes.map(({ severity, line, message }) => [severity, line, message])).toEqual([
    [
      "guessed",
      2,
      "is another meeting than 2026-11-24 09:00 to 10:00, R1, DD1, which the file holds no longer and which is cancelled: a row without a session_id is known by its class and time",
    ],
  ]);
  // What is only added says nothing of what the file leaves out.
  expect(school.preview(rows(plain, at("12-09"))).notes).toEqual([]);
});

test("with an id a row moves its session however far", () => {
  const school = openImportWorld();
  const header = `session_id,${plain}`;
  school.take(rows(header, `m1,${at("11-24")}`), { complete: true });
  const far = school.preview(rows(header, `m1,${at("12-09")}`), { complete: true });
  expect([far.counts, far.notes]).toEqual([["session move 1"], []]);
});
