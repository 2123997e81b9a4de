import { describe, expect, test } from "vitest";
import { countChanges, narrowChanges } from "../../../web/app/imports/narrow-changes.ts";
import { sumUpImport } from "../../../web/app/imports/sum-up-import.ts";
import { writeEvery } from "../../../web/app/imports/write-every.ts";

const change = (
  thing: "student" | "room",
  kind: "add" | "end",
  key: string,
  after: string | null = null,
) => ({
  thing,
  change: kind,
  key,
  before: null,
  after,
});
const changes = [
  change("student", "add", "S1", "Ada Lovelace"),
  change("student", "end", "S2"),
  change("room", "add", "Lab 3"),
];
const counts = [
  { thing: "student" as const, add: 1200, change: 0, end: 1, move: 0, same: 9 },
  { thing: "room" as const, add: 1, change: 2, end: 0, move: 3, same: 0 },
];

describe("the changes of an import", () => {
  test("are narrowed by thing, kind and what they hold in any case", () => {
    expect(narrowChanges(changes, {})).toEqual(changes);
    expect(narrowChanges(changes, { thing: "student", change: "end" }).map(({ key }) => key)).toEqual(["S2"]);
    expect(narrowChanges(changes, { find: "LOVE" }).map(({ key }) => key)).toEqual(["S1"]);
    expect(narrowChanges(changes, { thing: "room", find: "love" })).toEqual([]);
  });

  test("are counted whether or not they are listed, and what stays the same is none", () => {
    expect(countChanges(counts, {})).toBe(1207);
    expect(countChanges(counts, { thing: "student" })).toBe(1201);
    expect(countChanges(counts, { change: "move" })).toBe(3);
  });

  test("are summed up in words", () => {
    expect(sumUpImport({ counts })).toBe("1,201 added, 2 changed, 3 moved, 1 ended");
    expect(sumUpImport({ counts: [] })).toBe("nothing changes");
  });
});

test.each([
  [60, "every hour"],
  [90, "every 90 minutes"],
  [180, "every 3 hours"],
  [1440, "every day"],
])("%i minutes are %s", (minutes, words) => expect(writeEvery(minutes)).toBe(words));
