import { expect, test } from "vitest";
import { createPatternRunner } from "../../../src/adapters/feeds/create-pattern-runner.ts";

const patterns = createPatternRunner({ patienceMs: 200 });

test("the groups of each text's first match come in its order, empty where they took no part", () => {
  expect(patterns.match("^(?<class>[^:]+)(?::(?<sort>.*))?$", ["A:B", "C", ":"])).toEqual([
    { class: "A", sort: "B" },
    { class: "C", sort: "" },
    null,
  ]);
});

test("every match is cut out", () => {
  expect(patterns.cut("\\[[^\\]]*\\]", ["A [1], B [2]", "C"])).toEqual(["A , B ", "C"]);
});

test("a pattern is a pattern, whatever stands in it", () => {
  expect(patterns.match('"\\); throw 1; \\("', ["x"])).toEqual([null]);
  expect(patterns.cut("`", ["`x`"])).toEqual(["x"]);
});

test("what takes too long is stopped", () => {
  const hopeless = `${"a".repeat(80)}!`;
  expect(patterns.match("^(a+)+$", [hopeless])).toBe("too_slow");
  expect(patterns.cut("(a+)+b", [hopeless])).toBe("too_slow");
});
