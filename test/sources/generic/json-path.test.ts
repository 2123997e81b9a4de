import { expect, test } from "vitest";
import { parseJsonPath, valueAt } from "../../../src/sources/generic/json-path.ts";

const document = JSON.parse('{"a":{"b c":[10,{"d\'":"x"}]},"0":"zero","__proto__":{"e":1}}');

test.each([
  ["$", document],
  ["$.a['b c'][0]", 10],
  ['$["a"]["b c"][1][\'d\\\'\']', "x"],
  ["$['0']", "zero"],
  ["$.__proto__.e", 1],
  ["$[0]", undefined],
  ["$.a['b c'].length", undefined],
  ["$.a.toString", undefined],
  ["$.a['b c'][7]", undefined],
])("%s", (text, expected) => {
  const path = parseJsonPath(text);
  expect(path && valueAt(document, path)).toEqual(expected);
});

test.each(["", "a", "$a", "$.", "$..a", "$.a[*]", "$.a[?@.b]", "$.a[-1]", "$.a[1:2]", "$.a b", "$['a'"])(
  "%j is no path to one value",
  (text) => {
    expect(parseJsonPath(text)).toBeNull();
  },
);
