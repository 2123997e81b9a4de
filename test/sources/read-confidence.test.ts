import { expect, test } from "vitest";
import { readConfidence } from "../../src/sources/read-confidence.ts";

test.each([
  [undefined, null, null],
  [null, null, null],
  ["", null, null],
  [0, 0, null],
  [0.94, 0.94, null],
  [1, 1, null],
  ["0.94", 0.94, null],
  [81.22, 0.8122, "percentage"],
  [100, 1, "percentage"],
  ["81.22", 0.8122, "percentage"],
  ["81,22", 0.8122, "percentage"],
  ["0,94", 0.94, null],
  ["81,22 %", 0.8122, "percentage"],
  ["1,081.22", null, "unreadable"],
  ["0.5 %", 0.005, "percentage"],
  [1.0001, 1, null],
  ["1.0000001", 1, null],
  ["1.0 %", 0.01, "percentage"],
  [1.01, 0.0101, "percentage"],
  [812, null, "unreadable"],
  [-1, null, "unreadable"],
  ["high", null, "unreadable"],
  [{ value: 0.9 }, null, "unreadable"],
  [true, null, "unreadable"],
] as const)("%j is read as %j, guessed as %j", (value, confidence, guess) => {
  const read = readConfidence(value);
  expect(read.guess).toBe(guess);
  if (confidence === null) expect(read.confidence).toBeNull();
  else expect(read.confidence).toBeCloseTo(confidence, 10);
});
