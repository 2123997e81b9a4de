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

test("a machine that is busy with something else makes no pattern too slow", () => {
  const texts = Array.from({ length: 20_000 }, (_, at) => `CS-${at}: Lecture`);
  const busy = createPatternRunner({ patienceMs: 1, processorMs: () => 0 });
  const matches = busy.match("^(?<class>[^:]+): (?<sort>.*)$", texts);
  expect(matches).toHaveLength(texts.length);
  expect(matches.at(-1)).toEqual({ class: "CS-19999", sort: "Lecture" });
});

test("what had little of the processor is run again for longer, until it had its share", () => {
  // 0.2 ms of the processor in each of the first two runs, 5 ms in the third.
  const readings = [0, 0.2, 1, 1.2, 2, 7];
  let asked = 0;
  const loaded = createPatternRunner({ patienceMs: 5, processorMs: () => readings[asked++] ?? 0 });
  expect(loaded.match("^(a+)+$", [`${"a".repeat(80)}!`])).toBe("too_slow");
  expect(asked).toBe(readings.length);
});
