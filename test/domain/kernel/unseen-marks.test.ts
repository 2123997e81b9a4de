import { expect, test } from "vitest";
import { faultInMarks, withoutUnseen } from "../../../src/domain/kernel/unseen-marks.ts";

test.each([
  "",
  "Ann",
  "\u0d05\u0d35\u0d28\u0d4d\u200d",
  "\u0600",
  "\u070f",
  "\u2764\ufe0f",
  "\u2067\u05d0\u202aa\u202c\u2069",
  "a \u2066b\u2069\nc \u202bd\u202c",
])("%j stands as it is", (text) => {
  expect(faultInMarks(text)).toBeNull();
});

test.each([
  [" ", "U+0020"],
  [" \u00ad\u200d", "U+00AD"],
  ["\u115f\u1160", "U+115F"],
  ["\uffa0", "U+FFA0"],
  ["\u2800", "U+2800"],
  ["\ufe0f", "U+FE0F"],
  ["\u{e0067}", "U+E0067"],
])("in %j nothing can be seen", (text, mark) => {
  expect(faultInMarks(text)?.message).toBe(`holds nothing that can be seen, but ${mark}`);
});

test.each([
  ["a\u202eb\nc\u202c", "U+202E"],
  ["a\u2067b\r\n\u2069", "U+2067"],
  ["\u2066a\u202c\u2069", "U+202C"],
  ["\u202aa\u2069", "U+2069"],
])("a half alone turns the direction in %j, also where the other is in another paragraph", (text, mark) => {
  expect(faultInMarks(text)?.message).toContain(`holds ${mark}, which turns`);
});

test("texts are compared by what is seen", () => {
  expect(withoutUnseen("Al\u200bm\u00ada\u2060 \u06dd")).toBe("Alma \u06dd");
});
