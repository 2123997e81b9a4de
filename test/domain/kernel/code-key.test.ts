import { expect, test } from "vitest";
import { codeKey, findByCode, normalCode } from "../../../src/domain/kernel/code-key.ts";

const composed = "Salle \u00c91";
const decomposed = "Salle E\u03011";

test.each([
  [decomposed, composed],
  ["Aula  Magna", "Aula Magna"],
  [" B12\u00a0", "B12"],
  ["B\u200b12", "B12"],
  ["\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"],
  // A sign that stands over a number is seen.
  ["\u060112", "\u060112"],
])("%j is kept as %j", (code, kept) => {
  expect(normalCode(code)).toBe(kept);
});

test.each([
  [composed, "salle  e\u03011"],
  ["b12", "B12"],
  ["B12", "\uff22\uff11\uff12"],
])("%j and %j mean the same", (a, b) => {
  expect(codeKey(a)).toBe(codeKey(b));
});

test("what is spelt so comes before what only means the same, and what nobody has is null", () => {
  const find = findByCode([
    ["B12", "large"],
    ["b12", "small"],
    [composed, "salle"],
  ]);
  expect(["B12", "b12", "\uff2212", decomposed, "B13"].map(find)).toEqual([
    "large",
    "small",
    "large",
    "salle",
    null,
  ]);
});
