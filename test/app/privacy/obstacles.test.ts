import { expect, test } from "vitest";
import { obstaclesTo } from "../../../src/app/privacy/erasure.ts";

const nothing = { waitingImports: [], lastAdministrator: false, sessionsAhead: 0 };

test("nothing stands in the way of an erasure where nothing waits for the person", () => {
  expect(obstaclesTo(nothing)).toEqual([]);
});

test("each thing that has to be settled before says who settles it how", () => {
  const all = obstaclesTo({ waitingImports: ["a.csv", "b.csv"], lastAdministrator: true, sessionsAhead: 1 });
  expect(all).toHaveLength(4);
  expect(all[1]).toBe(
    "The import “b.csv” waits and brings the person in: a registrar applies or discards it first.",
  );
  expect(all[2]).toContain("only administrator");
  expect(all[3]).toContain("hold a session:");
  expect(obstaclesTo({ ...nothing, sessionsAhead: 3 })[0]).toContain("hold 3 sessions:");
});
