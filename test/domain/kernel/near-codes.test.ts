import { expect, test } from "vitest";
import { createNearCodes, tellNear } from "../../../src/domain/kernel/near-codes.ts";

const rooms = ["Aula Magna", "Lab 1", "Lab 2", "B12", "Kepler", "Keppler Hall", "Salle \u00c91"].map(
  (code) => [code, code] as const,
);

test.each([
  ["Aula Magnaa", "Aula Magna"],
  ["aula-magna", "Aula Magna"],
  ["AULAMAGNA", "Aula Magna"],
  ["LAB-1", "Lab 1"],
  ["b 12", "B12"],
  ["Kepelr", null],
  ["Keplerr", "Kepler"],
  ["salle e1", "Salle \u00c91"],
  // Other numbers are other rooms, and in a short code every letter tells.
  ["Lab 3", null],
  ["B13", null],
  ["C12", null],
  ["Gauss", null],
  ["--", null],
])("%j is nearly %j", (code, near) => {
  expect(createNearCodes(rooms).find(code)).toBe(near);
});

test.each([
  ["s1001", "S1001"],
  ["S10O1", "S1001"],
  ["S l001", "S1001"],
  ["\u0405 1001", "S1001"],
  ["\u0412IO-1", "BIO-1"],
  ["BI0-1", "BIO-1"],
  ["S1002", null],
  ["BIO-2", null],
  ["BIA-1", null],
])("among ids of people %j looks like %j", (code, near) => {
  const ids = ["S1001", "BIO-1"].map((id) => [id, id] as const);
  expect(createNearCodes(ids, "looks").find(code)).toBe(near);
});

test("a street may be written with ss", () => {
  expect(createNearCodes([["Hauptstra\u00dfe 1", 1]]).find("HAUPTSTRASSE 1")).toBe(1);
});

test("what two are as near to is nobody's, unless both names are of one", () => {
  const names = [
    ["North Hall", "n"],
    ["Northe Hall", "m"],
    ["Northi Hall", "n"],
  ] as const;
  expect(createNearCodes(names).find("Northo Hall")).toBeNull();
  expect(tellNear(createNearCodes(names).all("Northo Hall"))).toBe("m or n");
  const both = createNearCodes([names[1]]);
  both.add("Northi Hall", "m");
  expect(both.find("Northo Hall")).toBe("m");
});

test("several that are near are told, and many by their number", () => {
  const near = createNearCodes(
    ["Q77", "Q-77", "Q.77", "Q_77"].map((code) => [code, code] as const),
    "looks",
  );
  expect(near.find("Q 77")).toBeNull();
  expect(tellNear(near.all("Q 77").slice(0, 2))).toBe("Q-77 or Q77");
  expect(tellNear(near.all("Q 77"))).toBe("Q-77 or Q.77 or Q77 or Q_77");
  expect(tellNear(["A", "B", "C", "D", "E"])).toBe("A or B or C or one of 2 others");
  expect(tellNear(near.all("Z9"))).toBeNull();
});
